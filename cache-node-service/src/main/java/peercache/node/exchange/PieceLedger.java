package peercache.node.exchange;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToFetch;

/** Which pieces a fill has, wants, and has on their way from where. Not thread-safe. */
final class PieceLedger {
  private static final int URGENT_WINDOW = 4;
  private static final int MAX_URGENT = 4;
  private static final double SLOW = 3;

  private record InFlight(From from, long since) {}

  private final int pieces;
  private final BitSet verified = new BitSet();
  private final BitSet wanted = new BitSet();

  /** Said to be here by an earlier run, and not proven yet. */
  private final BitSet claimed = new BitSet();

  private final Map<Integer, InFlight> inFlight = new HashMap<>();
  private SortedSet<Integer> readers = new TreeSet<>();
  private double usualNanos;

  PieceLedger(int pieces) {
    this.pieces = pieces;
  }

  void want(BitSet more) {
    wanted.or(more);
  }

  void readersAt(SortedSet<Integer> positions) {
    readers = positions;
  }

  void hold(BitSet more) {
    claimed.or(more);
  }

  void settle(int piece, boolean here) {
    claimed.clear(piece);
    verified.set(piece, here);
  }

  BitSet verified() {
    return (BitSet) verified.clone();
  }

  boolean isDone() {
    return lacking().isEmpty();
  }

  private BitSet lacking() {
    var lacking = (BitSet) wanted.clone();
    lacking.andNot(verified);
    return lacking;
  }

  /** What is neither here nor on its way. */
  BitSet missing() {
    var missing = lacking();
    missing.andNot(claimed);
    inFlight.keySet().forEach(missing::clear);
    return missing;
  }

  /** What may be offered: what is not here and not in flight, or much too slow in coming. */
  BitSet wish(long now) {
    var wish = missing();
    if (wish.isEmpty()) {
      inFlight.forEach((piece, one) -> {
        if (isSlow(one, now)) {
          wish.set(piece);
        }
      });
    }
    return wish;
  }

  private boolean isSlow(InFlight one, long now) {
    return usualNanos > 0 && now - one.since() > SLOW * usualNanos;
  }

  /** The next pieces for those who wait, as far as they are not on their way. */
  List<Integer> urgent() {
    var urgent = new ArrayList<Integer>();
    for (int reader : readers) {
      int first = verified.nextClearBit(reader);
      for (int piece = first; piece < Math.min(pieces, first + URGENT_WINDOW); piece++) {
        if (!verified.get(piece) && !inFlight.containsKey(piece) && wanted.get(piece)) {
          urgent.add(piece);
          break;
        }
      }
      if (urgent.size() >= MAX_URGENT) {
        break;
      }
    }
    return urgent;
  }

  /** What is on its way from the origin. */
  BitSet fromOrigin() {
    var pieces = new BitSet();
    inFlight.forEach((piece, one) -> {
      if (one.from() instanceof From.Origin) {
        pieces.set(piece);
      }
    });
    return pieces;
  }

  int inFlightCount() {
    return inFlight.size();
  }

  /** Where the piece comes from; null if it is not on its way. */
  @Nullable From source(int piece) {
    var current = inFlight.get(piece);
    return current == null ? null : current.from();
  }

  /**
   * Whether the piece is to be fetched now that it is offered: also if it is on its way, but slow
   * and from somewhere else.
   *
   * @param hasRoom whether one more may be in flight
   */
  boolean takes(int piece, From from, boolean hasRoom, long now) {
    var current = inFlight.get(piece);
    boolean free =
        current == null
            ? !verified.get(piece) && hasRoom
            : isSlow(current, now) && isElsewhere(from, current.from());
    return free && wanted.get(piece);
  }

  private static boolean isElsewhere(From from, From current) {
    return !from.equals(current)
        && !(from instanceof From.Origin && current instanceof From.Origin);
  }

  void begin(int piece, From from, long now) {
    inFlight.put(piece, new InFlight(from, now));
  }

  /**
   * The piece is verified.
   *
   * @return whether it came from where it was to come from last
   */
  boolean arrived(ToFetch fetch, long now) {
    verified.set(fetch.piece());
    var ended = end(fetch);
    if (ended != null) {
      long took = now - ended.since();
      usualNanos = usualNanos == 0 ? took : usualNanos * 0.8 + took * 0.2;
    }
    return ended != null;
  }

  /**
   * The fetch ended badly.
   *
   * @return whether it was not given up for another source meanwhile
   */
  boolean failed(ToFetch fetch) {
    return end(fetch) != null;
  }

  private @Nullable InFlight end(ToFetch fetch) {
    var current = inFlight.get(fetch.piece());
    if (current == null || !current.from().equals(fetch.from())) {
      return null;
    }
    return inFlight.remove(fetch.piece());
  }
}
