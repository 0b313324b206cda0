package peercache.node.fill;

import peercache.node.exchange.PieceOffers;

/** What came of asking another node for offers. */
sealed interface Asked {
  record Answered(PieceOffers offers) implements Asked {}

  /** It has it, but takes no more asks for the moment. */
  record Busy() implements Asked {}

  /** It has nothing of it: not yet, if it is to fill, or not any more. */
  record HasNothing() implements Asked {}

  /** It cannot be reached, or does not make sense. */
  record Failed(String reason) implements Asked {}
}
