package peercache.node.exchange;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;

/**
 * What a {@link Collector} knows of one node that it may ask: what that node has, how it stands
 * with this one, and when it is to be asked again. Not thread-safe.
 */
final class KnownNeighbour {
  private static final long FIRST_PAUSE = 100_000_000L;
  private static final int MAX_DOUBLINGS = 5;
  private static final long NOTHING_PAUSE = 20_000_000L;
  private static final long REPORT_EVERY = 2_000_000_000L;

  private final NodeId id;
  private final Set<Integer> fetching = new HashSet<>();
  private int tier;
  private boolean whole;
  private boolean leads;
  private @Nullable BitSet have;
  private boolean heardOf;

  /** Whether it is to hear at once what this node fetches: it keeps slots for what is over. */
  private boolean owed;

  private long notBefore;
  private long contact;
  private long asks;

  /** The number of the last ask for pieces, and up to which none is waited for any more. */
  private long open;

  private long closed;
  private int failures;
  private boolean failedLast;

  KnownNeighbour(NodeId id) {
    this.id = id;
  }

  /** What the registry says of it. */
  void is(Collector.Neighbour neighbour) {
    tier = neighbour.tier();
    whole = neighbour.whole();
  }

  void has(BitSet pieces) {
    have = pieces;
    heardOf = true;
    failedLast = false;
  }

  void hearAnew() {
    heardOf = false;
    owed = true;
  }

  NodeId id() {
    return id;
  }

  /** Lower is nearer. */
  int tier() {
    return tier;
  }

  /** Whether it says who fetches what from the origin. */
  boolean leads() {
    return leads;
  }

  /** Whether it has not answered yet. */
  boolean isAsked() {
    return open > closed;
  }

  /** Whether it is known what it has, or that this cannot be known now. */
  boolean isHeardOf() {
    return whole || heardOf;
  }

  /** Whether it fills too, for all that was heard of it last. */
  boolean mayFill() {
    return !whole && !failedLast;
  }

  /** Whether an ask would not come too soon after the last one. */
  boolean isDue(long now) {
    return notBefore - now <= 0;
  }

  /** Whether it is to hear how this node stands, even if nothing is wanted of it. */
  boolean mustHear(long now) {
    return owed || ((leads || !fetching.isEmpty()) && now - contact >= REPORT_EVERY);
  }

  boolean canHelp(BitSet wish) {
    return whole || leads || have == null || have.intersects(wish);
  }

  /**
   * It is asked now.
   *
   * @param forPieces or only told how this node stands
   * @return the number of the ask
   */
  long ask(boolean forPieces, long now) {
    // Also if the neighbour was one before, or this node runs again: it would take what it hears
    // for old.
    asks = Math.max(asks + 1, now);
    if (forPieces) {
      open = asks;
    }
    owed = false;
    contact = now;
    return asks;
  }

  /**
   * Nothing is wanted of it any more, not even what it was asked for.
   *
   * @return whether it keeps room for something until it hears of that
   */
  boolean leave() {
    boolean keepsRoom = owed || isAsked() || !fetching.isEmpty();
    closed = open;
    fetching.clear();
    return keepsRoom;
  }

  /** The number of the last ask that is not waited for any more. */
  long closed() {
    return closed;
  }

  /** The pieces that are fetched from it, or by its leave from the origin. */
  List<Integer> fetching() {
    return List.copyOf(fetching);
  }

  int fetchingCount() {
    return fetching.size();
  }

  /**
   * It answered.
   *
   * @return whether it may have offered something: not if it was only told how this node stands, or
   *     was asked when it was a neighbour before
   */
  boolean answered(PieceAsk ask, PieceOffers offers, long now) {
    failures = 0;
    contact = now;
    has(offers.have().bits());
    leads = offers.leads();
    boolean wasOpen = closes(ask);
    if (wasOpen && offers.offersNothing()) {
      notBefore = now + NOTHING_PAUSE;
    }
    return wasOpen;
  }

  private boolean closes(PieceAsk ask) {
    if (!isAsked() || ask.number() != open) {
      return false;
    }
    closed = open;
    return true;
  }

  /** A piece that it offered is fetched. */
  void accepted(int piece) {
    fetching.add(piece);
  }

  /** A piece that it offered is not fetched: it keeps a slot for it until it hears of that. */
  void declined() {
    owed = true;
  }

  /** A piece that it offered is not fetched any more. */
  void released(int piece) {
    fetching.remove(piece);
    owed = true;
  }

  void askFailed(PieceAsk ask, long now) {
    closes(ask);
    owed = true; // if it offered something nevertheless, it keeps room for that
    punish(now);
  }

  /** It did not do what was asked of it: longer from time to time until it is asked again. */
  void punish(long now) {
    notBefore = now + (FIRST_PAUSE << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    failedLast = true;
    heardOf = true;
    leads = false;
  }
}
