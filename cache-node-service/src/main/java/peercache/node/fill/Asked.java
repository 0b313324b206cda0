package peercache.node.fill;

import peercache.node.exchange.PieceOffers;

/** What came of asking another node for offers. */
sealed interface Asked {
  record Answered(PieceOffers offers) implements Asked {}

  /** It has it, but takes no more asks for the moment. */
  record Busy() implements Asked {}

  /** It does not have it any more, or cannot be reached. */
  record Failed(String reason) implements Asked {}
}
