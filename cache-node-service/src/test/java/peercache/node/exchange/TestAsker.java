package peercache.node.exchange;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import peercache.api.NodeId;

/** A node that asks a desk: counts its asks, says how it stands, and keeps what it is answered. */
final class TestAsker {
  static final int WAIT_MILLIS = 500;

  final NodeId id;
  final List<PieceOffers> answers = new ArrayList<>();
  private final int pieces;
  private final BitSet have = new BitSet();
  private BitSet coming = new BitSet();
  private List<Integer> urgent = List.of();
  private List<Integer> fetching = List.of();
  private boolean originToo;
  private long number;
  private long closed;

  TestAsker(NodeId id, int pieces) {
    this.id = id;
    this.pieces = pieces;
  }

  TestAsker has(BitSet more) {
    have.or(more);
    return this;
  }

  TestAsker waitsFor(Integer... now) {
    urgent = List.of(now);
    return this;
  }

  TestAsker fetches(Integer... now) {
    fetching = List.of(now);
    return this;
  }

  /** From the origin, by another node's leave. */
  TestAsker gets(BitSet now) {
    coming = now;
    return this;
  }

  TestAsker reachesTheOrigin() {
    originToo = true;
    return this;
  }

  /**
   * With the next number, and as one who has heard all answers.
   *
   * @param room none: it only reports
   * @return whether the desk took the ask
   */
  boolean asks(OfferDesk desk, int room, long now) {
    return asks(desk, number + 1, closed, room, now);
  }

  boolean asks(OfferDesk desk, long asNumber, long saysClosed, int room, long now) {
    number = Math.max(number, asNumber);
    var wanted = Pieces.all(pieces);
    wanted.andNot(have);
    var ask =
        new PieceAsk(
            id,
            asNumber,
            saysClosed,
            pieces,
            PieceSet.of(have),
            PieceSet.of(coming),
            PieceSet.of(wanted),
            urgent,
            fetching,
            room,
            originToo,
            WAIT_MILLIS);
    return desk.ask(
        ask,
        offers -> {
          answers.add(offers);
          closed = room > 0 ? Math.max(closed, asNumber) : closed;
        },
        now);
  }

  List<Integer> offered() {
    return answers.stream().flatMap(one -> one.pieces().stream()).toList();
  }

  List<Integer> fromOrigin() {
    return answers.stream().flatMap(one -> one.fromOrigin().stream()).toList();
  }
}
