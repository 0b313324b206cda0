package peercache.node.exchange;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.node.exchange.Line.Waiting;

/**
 * Decides who gets which piece of one version from this node. Asks wait in line for one of a few
 * slots: a piece that is sent at the full rate of the link can be passed on sooner than many that
 * share it. What a node gets is chosen when its turn comes, not when it asked. No I/O; thread-safe;
 * answers are given outside the lock.
 */
public final class OfferDesk {
  /**
   * @param slots pieces that are sent at once
   * @param originShares pieces on their way from the origin at once, to all nodes together
   * @param originSharesOfOthers how many of them to one other node
   */
  public record Limits(int slots, int originShares, int originSharesOfOthers) {}

  /** Who has not asked for so long is gone: its slots are free, what it had does not count. */
  static final long SILENCE_NANOS = 6_000_000_000L;

  /** What one asker gets from here. */
  private static final class Asker {
    long heardAt;
    long number;

    /** Pieces, and for which ask each was offered. */
    final Map<Integer, Long> sending = new HashMap<>();
  }

  private record Answer(Consumer<PieceOffers> to, PieceOffers offers) {}

  private final NodeId self;
  private final int pieces;
  private final Limits limits;
  private final RandomGenerator random;

  // All guarded by this.
  private final BitSet have = new BitSet();

  /** From the origin. */
  private final BitSet coming = new BitSet();

  private final Copies copies;
  private final OriginShares shares;
  private final Map<NodeId, Asker> askers = new HashMap<>();
  private final Line line = new Line();
  private final Set<NodeId> distrusted = new HashSet<>();

  public OfferDesk(NodeId self, int pieces, Limits limits, RandomGenerator random) {
    this.self = self;
    this.pieces = pieces;
    this.limits = limits;
    this.random = random;
    this.copies = new Copies(pieces);
    this.shares = new OriginShares(pieces, limits.originShares(), limits.originSharesOfOthers());
  }

  /**
   * Takes an ask; the answer comes at once or when there is something to offer, at the latest when
   * its wait is over and {@link #tick} notices.
   *
   * @return false if too many wait, and the ask was not taken
   */
  public boolean ask(PieceAsk ask, Consumer<PieceOffers> answer, long now) {
    List<Answer> answers = new ArrayList<>();
    synchronized (this) {
      if (ask.pieces() != pieces || line.isFull()) {
        return false;
      }
      hear(ask, now);
      if (ask.wanted().isEmpty()) {
        answerNothing(line.leaveBefore(ask), answers);
      }
      if (ask.room() == 0) {
        answers.add(new Answer(answer, nothing()));
      } else {
        answerNothing(line.join(ask, answer, now), answers);
      }
      answers.addAll(serve(now));
    }
    give(answers);
    return true;
  }

  private void answerNothing(@Nullable Waiting one, List<Answer> answers) {
    if (one != null) {
      answers.add(new Answer(one.answer(), nothing()));
    }
  }

  private void hear(PieceAsk ask, long now) {
    var asker = asker(ask.node(), now);
    if (ask.number() < asker.number) {
      return; // overtaken by a later one
    }
    asker.number = ask.number();
    var have = ask.hasOrGets();
    asker
        .sending
        .entrySet()
        .removeIf(one -> one.getValue() <= ask.closed() && !ask.fetching().contains(one.getKey()));
    asker.sending.keySet().forEach(have::set);
    if (!distrusted.contains(ask.node())) {
      copies.are(ask.node(), have);
    }
    shares.reported(ask.node(), ask.fetching(), ask.closed(), now);
  }

  private Asker asker(NodeId node) {
    return askers.computeIfAbsent(node, unknown -> new Asker());
  }

  private Asker asker(NodeId node, long now) {
    var asker = asker(node);
    asker.heardAt = now;
    return asker;
  }

  /**
   * Another node said what it has or gets. As this may be older than what it said when it asked,
   * nothing that it had counts as lost.
   */
  public synchronized void learned(NodeId node, BitSet have, long now) {
    if (!distrusted.contains(node)) {
      copies.also(node, have);
    }
    asker(node, now);
  }

  /**
   * A node sent wrong bytes: what it says that it has is as good as nowhere, from now on. Without
   * this a piece that it alone has would be fetched neither from it nor from the origin.
   */
  public void distrust(NodeId node, long now) {
    List<Answer> answers;
    synchronized (this) {
      distrusted.add(node);
      copies.forget(node);
      shares.forget(node);
      answers = serve(now);
    }
    give(answers);
  }

  /** This node fetches a piece from the origin, by whomever's leave. */
  public synchronized void comes(int piece) {
    coming.set(piece);
  }

  /** This node does not fetch a piece from the origin any more. */
  public synchronized void comesNoMore(int piece) {
    coming.clear(piece);
  }

  /** This node has a piece now. */
  public void added(int piece, long now) {
    List<Answer> answers;
    synchronized (this) {
      have.set(piece);
      coming.clear(piece);
      shares.ended(piece, now);
      answers = serve(now);
    }
    give(answers);
  }

  public synchronized BitSet have() {
    return (BitSet) have.clone();
  }

  /** This node has all pieces. */
  public void addAll(long now) {
    List<Answer> answers;
    synchronized (this) {
      if (have.cardinality() == pieces) {
        return;
      }
      have.set(0, pieces);
      answers = serve(now);
    }
    give(answers);
  }

  /** The origin is this node's to give out. */
  public void grant(@Nullable Long token, long now) {
    List<Answer> answers;
    synchronized (this) {
      shares.grant(token);
      answers = serve(now);
    }
    give(answers);
  }

  public synchronized void withdraw() {
    shares.withdraw();
  }

  /**
   * A piece that this node itself is to fetch from the origin; where others fill too it takes no
   * more than they.
   *
   * @param onItsOwn whether also what other nodes have, for they do not deliver it
   * @return {@link PiecePolicy#NONE} for none now
   */
  public synchronized int takeShare(
      BitSet wanted, List<Integer> urgent, boolean onItsOwn, long now) {
    boolean alone = onItsOwn || askers.isEmpty();
    IntPredicate settled = onItsOwn ? have::get : this::isSomewhere;
    return shares.give(self, alone, settled, wanted, urgent, 0, now);
  }

  /** This node does not fetch the piece from the origin any more. */
  public void shareEnded(int piece, long now) {
    List<Answer> answers;
    synchronized (this) {
      shares.ended(piece, now);
      answers = serve(now);
    }
    give(answers);
  }

  /**
   * Answers those who have waited long enough and forgets those who went silent. Whatever else may
   * let a node that waits have something is served when it happens, but for a share of the origin
   * that becomes slow.
   */
  public void tick(long now) {
    List<Answer> answers;
    synchronized (this) {
      var silent = silent(now);
      silent.forEach(this::forget);
      boolean sharesForgotten = shares.forgetSilent(self, now);
      answers =
          shares.isOpen() || sharesForgotten || !silent.isEmpty()
              ? serve(now)
              : withNothing(line.overdue(now));
    }
    give(answers);
  }

  private List<Answer> withNothing(List<Waiting> all) {
    return all.stream().map(one -> new Answer(one.answer(), nothing())).toList();
  }

  private List<NodeId> silent(long now) {
    var silent = new ArrayList<NodeId>();
    askers.forEach((node, asker) -> {
      if (now - asker.heardAt >= SILENCE_NANOS && !line.contains(node)) {
        silent.add(node);
      }
    });
    return silent;
  }

  private void forget(NodeId node) {
    askers.remove(node);
    copies.forget(node);
    shares.forget(node);
  }

  /** The fill is over; nobody waits here any longer. */
  public void close() {
    List<Answer> answers;
    synchronized (this) {
      answers = withNothing(line.all());
    }
    give(answers);
  }

  private static void give(List<Answer> answers) {
    answers.forEach(answer -> answer.to().accept(answer.offers()));
  }

  private List<Answer> serve(long now) {
    if (line.isEmpty()) {
      return List.of();
    }
    var answers = new ArrayList<Answer>();
    var inOrder = line.inOrder();
    int left = inOrder.size();
    for (var first : inOrder) {
      var offers = offers(first.ask(), left--, now);
      if (!offers.offersNothing() || first.isOverdue(now)) {
        line.leave(first);
        answers.add(new Answer(first.answer(), offers));
      }
    }
    return answers;
  }

  private int freeSlots() {
    int free = limits.slots();
    for (var asker : askers.values()) {
      free -= asker.sending.size();
    }
    return Math.max(free, 0);
  }

  private PieceOffers offers(PieceAsk ask, int inLine, long now) {
    int free = freeSlots();
    if (free == 0 && !shares.isOpen()) {
      return nothing();
    }
    var node = ask.node();
    var wanted = ask.wanted().bits();
    var own = new ArrayList<Integer>();
    var fromOrigin = new ArrayList<Integer>();
    // Who waits alone may have all slots; a line shares them.
    int most = Math.min(ask.room(), Math.ceilDiv(free, inLine));
    send(ask, urgent(ask), most, wanted, own);
    while (ask.originToo() && own.size() + fromOrigin.size() < ask.room()) {
      int piece =
          shares.give(node, false, this::isSomewhere, wanted, ask.urgent(), ask.number(), now);
      if (piece == PiecePolicy.NONE) {
        break;
      }
      fromOrigin.add(piece);
      wanted.clear(piece);
    }
    send(ask, wanted, Math.min(most, ask.room() - fromOrigin.size()), wanted, own);
    return new PieceOffers(
        PieceSet.of(have),
        PieceSet.of(coming),
        own,
        fromOrigin,
        fromOrigin.isEmpty() ? null : shares.token(),
        shares.isOpen());
  }

  private static BitSet urgent(PieceAsk ask) {
    var urgent = new BitSet();
    ask.urgent().forEach(urgent::set);
    return urgent;
  }

  /** Adds pieces that are here and among these to what is sent, until that is as many as may be. */
  private void send(PieceAsk ask, BitSet among, int most, BitSet wanted, List<Integer> own) {
    if (own.size() >= most) {
      return;
    }
    var candidates = (BitSet) wanted.clone();
    candidates.and(have);
    candidates.and(among);
    while (own.size() < most) {
      int piece = PiecePolicy.choose(candidates, ask.urgent(), copies::of, random);
      if (piece == PiecePolicy.NONE) {
        return;
      }
      candidates.clear(piece);
      wanted.clear(piece);
      own.add(piece);
      if (!distrusted.contains(ask.node())) {
        copies.add(ask.node(), piece);
      }
      asker(ask.node()).sending.put(piece, ask.number());
    }
  }

  private boolean isSomewhere(int piece) {
    return have.get(piece) || coming.get(piece) || copies.of(piece) > 0;
  }

  private PieceOffers nothing() {
    return new PieceOffers(
        PieceSet.of(have), PieceSet.of(coming), List.of(), List.of(), null, shares.isOpen());
  }
}
