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
import java.util.random.RandomGenerator;
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

  private final NodeId self;
  private final int pieces;
  private final Limits limits;
  private final RandomGenerator random;
  private final PieceLedger ledger;
  private final Set<NodeId> banned = new HashSet<>();
  private final Map<NodeId, KnownNeighbour> neighbours = new LinkedHashMap<>();

  /** Also those that are not to be asked now: what they offered may still be on its way. */
  private final Map<NodeId, KnownNeighbour> known = new HashMap<>();

  public Collector(NodeId self, int pieces, Limits limits, RandomGenerator random) {
    this.self = self;
    this.pieces = pieces;
    this.limits = limits;
    this.random = random;
    this.ledger = new PieceLedger(pieces);
  }

  public void want(BitSet more) {
    ledger.want(more);
  }

  /**
   * @param positions the pieces at which readers are
   */
  public void readersAt(SortedSet<Integer> positions) {
    ledger.readersAt(positions);
  }

  /** These pieces may be here: none of them is asked for before that is {@link #settle settled}. */
  public void hold(BitSet pieces) {
    ledger.hold(pieces);
  }

  public void settle(int piece, boolean here) {
    ledger.settle(piece, here);
  }

  public boolean isDone() {
    return ledger.isDone();
  }

  /** The nodes that may be asked from now on. */
  public void neighboursAre(List<Neighbour> now) {
    var allowed = now.stream().filter(one -> !banned.contains(one.id())).toList();
    neighbours.clear();
    for (var one : allowed) {
      var neighbour = known.computeIfAbsent(one.id(), KnownNeighbour::new);
      neighbour.is(one);
      neighbours.put(one.id(), neighbour);
    }
  }

  /**
   * A node said, when it asked, what it has.
   *
   * @return whether it is a neighbour
   */
  public boolean learned(NodeId node, BitSet have) {
    var neighbour = known.get(node);
    if (neighbour != null) {
      neighbour.has(have);
    }
    return neighbours.containsKey(node);
  }

  /** A neighbour sent wrong bytes: it is not asked again by this fill. */
  public void ban(NodeId node) {
    banned.add(node);
    neighbours.remove(node);
    known.remove(node);
  }

  public Set<NodeId> banned() {
    return Set.copyOf(banned);
  }

  public boolean hasNeighbours() {
    return !neighbours.isEmpty();
  }

  /** What the neighbours have is to be heard anew, from each of them. */
  public void hearAnew() {
    neighbours.values().forEach(KnownNeighbour::hearAnew);
  }

  /** Whether each neighbour has said what it has, or was asked in vain. */
  public boolean hasHeardAll() {
    return neighbours.values().stream().allMatch(KnownNeighbour::isHeardOf);
  }

  /** Whether a neighbour says who fetches what from the origin. */
  public boolean isLed() {
    return neighbours.values().stream().anyMatch(KnownNeighbour::leads);
  }

  /** Whether no neighbour that fills too, and answers, comes before this node by its id. */
  public boolean isFirst() {
    return neighbours.values().stream()
        .filter(KnownNeighbour::mayFill)
        .noneMatch(one -> one.id().compareTo(self) < 0);
  }

  public int room() {
    return limits.inFlight() - ledger.inFlightCount();
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
                - (int) neighbours.values().stream().filter(KnownNeighbour::isAsked).count();
    var wish = ledger.wish(now);
    var ready =
        neighbours.values().stream().filter(one -> !one.isAsked() && one.isDue(now)).toList();
    var promising = wish.isEmpty() ? List.<KnownNeighbour>of() : promising(ready, wish, budget);
    int each = promising.isEmpty() ? 0 : Math.max(1, budget / promising.size());
    for (var one : promising) {
      asks.add(ask(one, wish, Math.min(each, room), originToo, now));
    }
    for (var one : neighbours.values()) {
      if (one.mustHear(now) && one.isDue(now)) {
        asks.add(ask(one, wish, 0, originToo, now));
      }
    }
    return asks;
  }

  /** What is to be told at the end, so that nobody keeps room for what is not wanted any more. */
  public List<ToAsk> lastReports(long now) {
    return neighbours.values().stream()
        .filter(KnownNeighbour::leave)
        .map(one -> ask(one, new BitSet(), 0, false, now))
        .toList();
  }

  private List<KnownNeighbour> promising(List<KnownNeighbour> ready, BitSet wish, int budget) {
    if (budget <= 0) {
      return List.of();
    }
    var order = new HashMap<KnownNeighbour, Integer>();
    ready.forEach(one -> order.put(one, random.nextInt()));
    return ready.stream()
        .sorted(
            Comparator.comparing((KnownNeighbour one) -> !one.leads())
                .thenComparing(one -> !one.canHelp(wish))
                .thenComparingInt(KnownNeighbour::tier)
                .thenComparingInt(KnownNeighbour::fetchingCount)
                .thenComparing(order::get))
        .limit(budget)
        .toList();
  }

  private ToAsk ask(KnownNeighbour one, BitSet wish, int room, boolean originToo, long now) {
    return new ToAsk(
        one.id(),
        new PieceAsk(
            self,
            one.ask(room > 0, now),
            one.closed(),
            pieces,
            PieceSet.of(ledger.verified()),
            PieceSet.of(ledger.fromOrigin()),
            PieceSet.of(wish),
            urgent(),
            one.fetching(),
            room,
            originToo,
            room == 0 ? 0 : limits.waitMillis()));
  }

  /** The next pieces for those who wait, as far as they are not on their way. */
  public List<Integer> urgent() {
    return ledger.urgent();
  }

  /** What is neither here nor on its way. */
  public BitSet missing() {
    return ledger.missing();
  }

  /** A neighbour answered; says what is to be fetched of what it offered. */
  public List<ToFetch> answered(ToAsk ask, PieceOffers offers, long now) {
    var neighbour = known.get(ask.neighbour());
    if (neighbour == null || !neighbour.answered(ask.ask(), offers, now)) {
      return List.of();
    }
    var fetches = new ArrayList<ToFetch>();
    for (int piece : offers.pieces()) {
      accept(neighbour, piece, new From.Node(neighbour.id()), now, fetches);
    }
    for (int piece : offers.fromOrigin()) {
      accept(neighbour, piece, new From.Origin(neighbour.id(), offers.originToken()), now, fetches);
    }
    return fetches;
  }

  private void accept(
      KnownNeighbour neighbour, int piece, From from, long now, List<ToFetch> fetches) {
    if (!ledger.takes(piece, from, hasRoom(), now)) {
      neighbour.declined();
      return;
    }
    var before = ledger.source(piece);
    if (before != null) {
      release(piece, before);
    }
    ledger.begin(piece, from, now);
    neighbour.accepted(piece);
    fetches.add(new ToFetch(piece, from));
  }

  private boolean hasRoom() {
    return ledger.inFlightCount() < limits.inFlight() + limits.spareAsks();
  }

  /** This node fetches a piece from the origin by its own leave. */
  public void took(int piece, From.Origin from, long now) {
    ledger.begin(piece, from, now);
  }

  /** An ask came to nothing. */
  public void askFailed(ToAsk ask, long now) {
    var neighbour = known.get(ask.neighbour());
    if (neighbour != null) {
      neighbour.askFailed(ask.ask(), now);
    }
  }

  /** A fetch ended well: the piece is verified. */
  public void fetched(ToFetch fetch, long now) {
    if (ledger.arrived(fetch, now)) {
      release(fetch.piece(), fetch.from());
    }
  }

  /** A fetch ended badly. */
  public void fetchFailed(ToFetch fetch, long now) {
    if (ledger.failed(fetch)) {
      release(fetch.piece(), fetch.from());
    }
    if (fetch.from() instanceof From.Node(NodeId id)) {
      var neighbour = known.get(id);
      if (neighbour != null) {
        neighbour.punish(now);
      }
    }
  }

  private void release(int piece, From from) {
    var id =
        switch (from) {
          case From.Node(NodeId node) -> node;
          case From.Origin(NodeId leave, Long _) -> leave;
        };
    var neighbour = known.get(id);
    if (neighbour != null) {
      neighbour.released(piece);
    }
  }

  public BitSet verified() {
    return ledger.verified();
  }
}
