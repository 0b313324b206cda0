package peercache.node.exchange;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;

/**
 * What one fill wants, what is on its way to it, and whom it asks next. It keeps a bounded number
 * of pieces in flight and a few more asks open than it has room for, at nodes that have something
 * it lacks, the near ones first. No I/O; not thread-safe.
 */
public final class Collector {
  /**
   * @param inFlight pieces that are fetched at once
   * @param spareAsks asks open beyond that
   * @param waitMillis how long an ask may be left unanswered
   */
  public record Limits(int inFlight, int spareAsks, int waitMillis) {}

  /** Where a piece is fetched from. */
  public sealed interface From {
    record Node(NodeId id) implements From {}

    /** The origin, by leave of a node that may itself be this one. */
    record Origin(NodeId leave, @Nullable Long token) implements From {}
  }

  /**
   * @param tier lower is nearer
   * @param whole whether it has all pieces
   */
  public record Neighbour(NodeId id, int tier, boolean whole) {}

  public record ToAsk(NodeId neighbour, PieceAsk ask) {
    /** Whether it only says how it stands. */
    public boolean isReport() {
      return ask.room() == 0;
    }
  }

  /** A piece to fetch; if it is in flight from elsewhere, that is to be given up. */
  public record ToFetch(int piece, From from) {}

  private static final long FIRST_PAUSE = 100_000_000L;
  private static final int MAX_DOUBLINGS = 5;
  private static final long NOTHING_PAUSE = 20_000_000L;
  private static final long REPORT_EVERY = 1_000_000_000L;
  private static final int URGENT_WINDOW = 4;
  private static final int MAX_URGENT = 4;
  private static final double SLOW = 3;

  private static final class Known {
    final NodeId id;
    int tier;
    boolean whole;
    boolean leads;
    @Nullable BitSet have;
    boolean owes;
    long notBefore;
    long contact;
    long asks;
    long open;
    long closed;
    int failures;
    final Set<Integer> fetching = new HashSet<>();

    Known(NodeId id) {
      this.id = id;
    }

    boolean isAsked() {
      return open > closed;
    }

    /** Whether this was the ask that is open, and not one of an earlier time as a neighbour. */
    boolean closes(ToAsk ask) {
      if (!isAsked() || ask.ask().number() != open) {
        return false;
      }
      closed = open;
      return true;
    }
  }

  private record InFlight(From from, long since) {}

  private final NodeId self;
  private final int pieces;
  private final Limits limits;
  private final RandomGenerator random;
  private final BitSet verified = new BitSet();
  private final BitSet wanted = new BitSet();

  /** Said to be here by an earlier run, and not proven yet. */
  private final BitSet claimed = new BitSet();

  private final Set<NodeId> banned = new HashSet<>();
  private final Map<Integer, InFlight> inFlight = new HashMap<>();
  private final Map<NodeId, Known> neighbours = new LinkedHashMap<>();
  private SortedSet<Integer> readers = new TreeSet<>();
  private double usualNanos;

  public Collector(NodeId self, int pieces, Limits limits, RandomGenerator random) {
    this.self = self;
    this.pieces = pieces;
    this.limits = limits;
    this.random = random;
  }

  public void want(BitSet more) {
    wanted.or(more);
  }

  /**
   * @param positions the pieces at which readers are
   */
  public void readersAt(SortedSet<Integer> positions) {
    readers = positions;
  }

  /** These pieces may be here: none of them is asked for before that is {@link #settle settled}. */
  public void hold(BitSet pieces) {
    claimed.or(pieces);
  }

  public void settle(int piece, boolean here) {
    claimed.clear(piece);
    verified.set(piece, here);
  }

  public boolean isDone() {
    var missing = (BitSet) wanted.clone();
    missing.andNot(verified);
    return missing.isEmpty();
  }

  /** The nodes that may be asked from now on. */
  public void neighboursAre(List<Neighbour> now) {
    var allowed = now.stream().filter(one -> !banned.contains(one.id())).toList();
    neighbours.keySet().retainAll(allowed.stream().map(Neighbour::id).collect(Collectors.toSet()));
    for (var one : allowed) {
      var known = neighbours.computeIfAbsent(one.id(), Known::new);
      known.tier = one.tier();
      known.whole = one.whole();
    }
  }

  /**
   * A node said, when it asked, what it has.
   *
   * @return whether it is a neighbour
   */
  public boolean learned(NodeId node, BitSet have) {
    var known = neighbours.get(node);
    if (known != null) {
      known.have = have;
    }
    return known != null;
  }

  /** A neighbour sent wrong bytes: it is not asked again by this fill. */
  public void ban(NodeId node) {
    banned.add(node);
    neighbours.remove(node);
  }

  public Set<NodeId> banned() {
    return Set.copyOf(banned);
  }

  public boolean hasNeighbours() {
    return !neighbours.isEmpty();
  }

  /** Whether each neighbour has said what it has, or was asked in vain. */
  public boolean hasHeardAll() {
    return neighbours.values().stream()
        .allMatch(one -> one.whole || one.have != null || one.failures > 0);
  }

  /** Whether a neighbour says who fetches what from the origin. */
  public boolean isLed() {
    return neighbours.values().stream().anyMatch(one -> one.leads);
  }

  public int room() {
    return limits.inFlight() - inFlight.size();
  }

  /**
   * Who is to be asked now; each is taken as asked.
   *
   * @param originToo whether this node could fetch from the origin
   */
  public List<ToAsk> asks(boolean originToo, long now) {
    var asks = new ArrayList<ToAsk>();
    int room = Math.max(0, room());
    int budget =
        room == 0
            ? 0
            : room
                + limits.spareAsks()
                - (int) neighbours.values().stream().filter(Known::isAsked).count();
    var wish = wish(now);
    var ready =
        neighbours.values().stream()
            .filter(one -> !one.isAsked() && one.notBefore - now <= 0)
            .toList();
    var promising = wish.isEmpty() ? List.<Known>of() : promising(ready, wish, budget);
    int each = promising.isEmpty() ? 0 : Math.max(1, budget / promising.size());
    for (var one : promising) {
      asks.add(ask(one, wish, Math.min(each, room), originToo, now));
    }
    for (var one : neighbours.values()) {
      if (mustHear(one, now) && one.notBefore - now <= 0) {
        asks.add(ask(one, wish, 0, originToo, now));
      }
    }
    return asks;
  }

  private List<Known> promising(List<Known> ready, BitSet wish, int budget) {
    if (budget <= 0) {
      return List.of();
    }
    var order = new HashMap<Known, Integer>();
    ready.forEach(one -> order.put(one, random.nextInt()));
    return ready.stream()
        .filter(one -> !one.whole || canHelp(one, wish))
        .sorted(
            Comparator.comparing((Known one) -> !one.leads)
                .thenComparing(one -> !canHelp(one, wish))
                .thenComparingInt(one -> one.tier)
                .thenComparingInt(one -> one.fetching.size())
                .thenComparing(order::get))
        .limit(budget)
        .toList();
  }

  private static boolean canHelp(Known one, BitSet wish) {
    return one.whole || one.leads || one.have == null || one.have.intersects(wish);
  }

  private static boolean mustHear(Known one, long now) {
    return one.owes
        || ((one.leads || !one.fetching.isEmpty()) && now - one.contact >= REPORT_EVERY);
  }

  private ToAsk ask(Known one, BitSet wish, int room, boolean originToo, long now) {
    // Also if the neighbour was one before, or this node runs again: it would take what it hears
    // for old.
    one.asks = Math.max(one.asks + 1, now);
    if (room > 0) {
      one.open = one.asks;
    }
    one.owes = false;
    one.contact = now;
    return new ToAsk(
        one.id,
        new PieceAsk(
            self,
            one.asks,
            one.closed,
            pieces,
            PieceSet.of(verified),
            PieceSet.of(wish),
            urgent(),
            List.copyOf(one.fetching),
            room,
            originToo,
            room == 0 ? 0 : limits.waitMillis()));
  }

  /** What may be offered: what is not here and not in flight, or much too slow in coming. */
  private BitSet wish(long now) {
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
  public List<Integer> urgent() {
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

  /** What is neither here nor on its way. */
  public BitSet missing() {
    var missing = (BitSet) wanted.clone();
    missing.andNot(verified);
    missing.andNot(claimed);
    inFlight.keySet().forEach(missing::clear);
    return missing;
  }

  /** A neighbour answered; says what is to be fetched of what it offered. */
  public List<ToFetch> answered(ToAsk ask, PieceOffers offers, long now) {
    var known = neighbours.get(ask.neighbour());
    if (known == null) {
      return List.of();
    }
    heard(known, offers, now);
    if (!known.closes(ask)) {
      return List.of();
    }
    if (offers.offersNothing()) {
      known.notBefore = now + NOTHING_PAUSE;
      return List.of();
    }
    var fetches = new ArrayList<ToFetch>();
    for (int piece : offers.pieces()) {
      accept(known, piece, new From.Node(known.id), now, fetches);
    }
    for (int piece : offers.fromOrigin()) {
      accept(known, piece, new From.Origin(known.id, offers.originToken()), now, fetches);
    }
    return fetches;
  }

  private static void heard(Known known, PieceOffers offers, long now) {
    known.failures = 0;
    known.contact = now;
    known.have = offers.have().bits();
    known.leads = offers.leads();
  }

  private void accept(Known known, int piece, From from, long now, List<ToFetch> fetches) {
    var current = inFlight.get(piece);
    boolean free = current == null ? !verified.get(piece) && hasRoom() : isSlow(current, now);
    if (!free || !wanted.get(piece)) {
      known.owes = true; // it keeps a slot for this
      return;
    }
    if (current != null) {
      release(piece, current);
    }
    inFlight.put(piece, new InFlight(from, now));
    known.fetching.add(piece);
    fetches.add(new ToFetch(piece, from));
  }

  private boolean hasRoom() {
    return inFlight.size() < limits.inFlight() + limits.spareAsks();
  }

  /** This node fetches a piece from the origin by its own leave. */
  public void took(int piece, From.Origin from, long now) {
    inFlight.put(piece, new InFlight(from, now));
  }

  /** An ask came to nothing. */
  public void askFailed(ToAsk ask, long now) {
    var known = neighbours.get(ask.neighbour());
    if (known != null) {
      known.closes(ask);
      known.owes = true; // if it offered something nevertheless, it keeps room for that
      punish(known, now);
    }
  }

  /** A fetch ended well: the piece is verified. */
  public void fetched(ToFetch fetch, long now) {
    var ended = end(fetch);
    verified.set(fetch.piece());
    if (ended != null) {
      long took = now - ended.since();
      usualNanos = usualNanos == 0 ? took : usualNanos * 0.8 + took * 0.2;
    }
  }

  /** A fetch ended badly. */
  public void fetchFailed(ToFetch fetch, long now) {
    end(fetch);
    if (fetch.from() instanceof From.Node(NodeId id)) {
      var known = neighbours.get(id);
      if (known != null) {
        punish(known, now);
      }
    }
  }

  private @Nullable InFlight end(ToFetch fetch) {
    var current = inFlight.get(fetch.piece());
    if (current == null || !current.from().equals(fetch.from())) {
      return null; // given up for another source meanwhile
    }
    inFlight.remove(fetch.piece());
    release(fetch.piece(), current);
    return current;
  }

  private void release(int piece, InFlight one) {
    var id =
        switch (one.from()) {
          case From.Node(NodeId node) -> node;
          case From.Origin(NodeId leave, Long _) -> leave;
        };
    var known = neighbours.get(id);
    if (known != null) {
      known.fetching.remove(piece);
      known.owes = true;
    }
  }

  private static void punish(Known known, long now) {
    known.notBefore = now + (FIRST_PAUSE << Math.min(known.failures, MAX_DOUBLINGS));
    known.failures++;
    known.leads = false;
  }

  public BitSet verified() {
    return (BitSet) verified.clone();
  }
}
