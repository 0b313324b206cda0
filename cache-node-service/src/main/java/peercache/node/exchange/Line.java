package peercache.node.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;

/** The asks that wait for an offer, one of each node at most. Bounded, not thread-safe. */
final class Line {
  private static final int MAX_WAITING = 512;

  private static final Comparator<Waiting> BY_PIECES = Comparator.comparingInt(Waiting::has);

  /**
   * @param has how many pieces the one that asks has
   * @param until when it is answered with nothing, if there is nothing before
   */
  record Waiting(PieceAsk ask, int has, Consumer<PieceOffers> answer, long until) {
    boolean isOverdue(long now) {
      return until - now <= 0;
    }
  }

  private final Map<NodeId, Waiting> waiting = new LinkedHashMap<>();

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean contains(NodeId node) {
    return waiting.containsKey(node);
  }

  /**
   * @return the ask of the same node that waits no longer for this one
   */
  @Nullable Waiting join(PieceAsk ask, Consumer<PieceOffers> answer, long now) {
    long until = now + ask.waitMillis() * 1_000_000L;
    return waiting.put(ask.node(), new Waiting(ask, ask.have().size(), answer, until));
  }

  /**
   * @return what waited of the same node and was asked before this; it waits no longer
   */
  @Nullable Waiting leaveBefore(PieceAsk ask) {
    var before = waiting.get(ask.node());
    return before == null || before.ask().number() >= ask.number()
        ? null
        : waiting.remove(ask.node());
  }

  void leave(Waiting one) {
    waiting.remove(one.ask().node());
  }

  /** Who has least first: that one has most to pass on; among equals, who waits longest. */
  List<Waiting> inOrder() {
    var line = new ArrayList<>(waiting.values());
    line.sort(BY_PIECES);
    return line;
  }

  /** Those who have waited long enough; they wait no longer. */
  List<Waiting> overdue(long now) {
    var overdue = waiting.values().stream().filter(one -> one.isOverdue(now)).toList();
    overdue.forEach(this::leave);
    return overdue;
  }

  /** All; nobody waits then. */
  List<Waiting> all() {
    var all = List.copyOf(waiting.values());
    waiting.clear();
    return all;
  }
}
