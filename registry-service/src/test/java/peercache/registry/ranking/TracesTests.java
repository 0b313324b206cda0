package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.ranking.Members.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peercache.api.HolderState;
import peercache.api.NodeState;
import peercache.registry.ranking.NodeDirectory.Entry;
import peercache.registry.ranking.Traces.Filler;
import peercache.registry.ranking.Traces.Trace;

class TracesTests {
  private static final long NUMBER = 7;
  private static final long NOW = 10_000;
  private static final long LEASE_UNTIL = NOW + 3_000;

  @Test
  void whoHoldsItComesBeforeWhoFillsItAndEachOnce() {
    var traces = traces(List.of(run(2, 1)), List.of(filling(1, 1), filling(2, 1)));

    var found = traces.candidates(directory(node("a"), node("b")), false);

    assertThat(found).extracting(one -> one.node().id().value()).containsExactly("b", "a");
    assertThat(found)
        .extracting(Candidate::state)
        .containsExactly(HolderState.HOLDING, HolderState.FILLING);
  }

  @Test
  void theLeaseIsThatOfTheMoment() {
    var nodes = directory(node("a"));

    var later = at(LEASE_UNTIL - 1, List.of(run(1, 1))).candidates(nodes, false);
    assertThat(later)
        .singleElement()
        .satisfies(one -> {
          assertThat(one.node().state()).isEqualTo(NodeState.LIVE);
          assertThat(one.node().leaseRemaining()).hasMillis(1);
        });
    var ended = at(LEASE_UNTIL, List.of(run(1, 1)));
    assertThat(ended.candidates(nodes, false)).isEmpty();
    assertThat(ended.candidates(nodes, true))
        .extracting(one -> one.node().state())
        .containsExactly(NodeState.LOST);
  }

  @Test
  void whatAnotherRunHeldDoesNotCount() {
    var traces = traces(List.of(run(1, 2), run(2, 1)), List.of());
    var nodes = directory(node("a"), node("b"));

    assertThat(traces.candidates(nodes, false))
        .extracting(one -> one.node().id().value())
        .containsExactly("b");
    assertThat(traces.candidates(nodes, true))
        .extracting(Candidate::confirmed)
        .containsExactly(false, true);
  }

  @Test
  void aFillOfThisRunCountsMoreThanAHoldingOfAnother() {
    var traces = traces(List.of(run(1, 2)), List.of(filling(1, 1)));

    assertThat(traces.candidates(directory(node("a")), true))
        .singleElement()
        .satisfies(one -> assertThat(one.state()).isEqualTo(HolderState.FILLING));
  }

  @Test
  void aNodeThatIsNamedToNobodyIsTold() {
    var unnamed = live("a", "eu");
    var nodes =
        directory(
            new Entry(
                new Member(
                    unnamed.id(),
                    1,
                    unnamed.baseUri(),
                    null,
                    unnamed.zone(),
                    NodeState.LIVE,
                    1,
                    Headroom.FREE,
                    unnamed.leaseRemaining(),
                    "it does not serve"),
                LEASE_UNTIL,
                false,
                false,
                0,
                0));
    var traces = traces(List.of(run(1, 1)), List.of());

    assertThat(traces.candidates(nodes, false)).isEmpty();
    assertThat(traces.candidates(nodes, true)).hasSize(1);
  }

  @Test
  void whatWasPurgedCountsOnlyOnceTheNodeHasSaidThatItIsDone() {
    var traces = new Traces(NUMBER, NOW, List.of(run(1, 1), run(2, 1)), List.of(), 5, Set.of());
    var nodes = directory(purgedThrough("a", 4), purgedThrough("b", 5));

    assertThat(traces.candidates(nodes, true))
        .extracting(one -> one.node().id().value())
        .containsExactly("b");
  }

  @Test
  void complaintsOfTheVersionAndOfTheNodeCount() {
    var traces =
        new Traces(NUMBER, NOW, List.of(run(1, 1), run(2, 1), run(3, 1)), List.of(), 0, Set.of(2));
    var complainedOf = new Entry(live("a", "eu"), LEASE_UNTIL, false, false, 0, 2);

    assertThat(traces.candidates(directory(complainedOf, node("b"), node("c")), false))
        .extracting(Candidate::suspicion)
        .containsExactly(Suspicion.AS_SOURCE, Suspicion.OF_THIS_VERSION, Suspicion.NONE);
  }

  @Test
  void whatADoubtedNodeHoldsIsDisputedButNotWhatItFills() {
    var doubted = new Entry(live("a", "eu"), LEASE_UNTIL, false, true, 0, 0);

    assertThat(traces(List.of(run(1, 1)), List.of()).candidates(directory(doubted), false))
        .extracting(Candidate::disputed)
        .containsExactly(true);
    assertThat(traces(List.of(), List.of(filling(1, 1))).candidates(directory(doubted), false))
        .extracting(Candidate::disputed)
        .containsExactly(false);
  }

  @Test
  void aDrainingNodeIsSaidToBeSo() {
    var draining = new Entry(live("a", "eu"), LEASE_UNTIL, true, false, 0, 0);

    assertThat(traces(List.of(run(1, 1)), List.of()).candidates(directory(draining), false))
        .extracting(one -> one.node().state())
        .containsExactly(NodeState.DRAINING);
  }

  @Test
  void aNodeThatNobodyKnowsIsNone() {
    assertThat(traces(List.of(run(9, 1)), List.of()).candidates(directory(node("a")), true))
        .isEmpty();
  }

  @Test
  void nodesAreThoseOfTheMomentUntilSomethingChangesOrALeaseEnds() {
    var nodes = directory(node("a"));

    assertThat(nodes.isTrueAt(NUMBER, NOW)).isTrue();
    assertThat(nodes.isTrueAt(NUMBER + 1, NOW)).isFalse();
    assertThat(nodes.isTrueAt(NUMBER - 1, NOW)).isFalse();
    assertThat(nodes.isTrueAt(NUMBER, LEASE_UNTIL)).isFalse();
    assertThat(NodeDirectory.NONE.isTrueAt(NUMBER, NOW)).isFalse();
  }

  @Test
  void nodesReadBeforeTheClockWasSetBackAreOld() {
    var nodes = new NodeDirectory(NUMBER, LEASE_UNTIL, NOW, Map.of());

    assertThat(nodes.ageAt(NOW + 20)).isEqualTo(20);
    assertThat(nodes.ageAt(NOW - 1)).isGreaterThan(1_000_000);
    assertThat(NodeDirectory.NONE.ageAt(NOW)).isGreaterThan(1_000_000);
  }

  private static NodeDirectory directory(Entry... entries) {
    var nodes = new HashMap<Integer, Entry>();
    for (var entry : entries) {
      nodes.put(nodes.size() + 1, entry);
    }
    return new NodeDirectory(NUMBER, LEASE_UNTIL, NOW, nodes);
  }

  private static Entry node(String id) {
    return purgedThrough(id, 0);
  }

  private static Entry purgedThrough(String id, long part) {
    return new Entry(live(id, "eu"), LEASE_UNTIL, false, false, part, 0);
  }

  private static Traces traces(List<Trace> holders, List<Filler> fillers) {
    return new Traces(NUMBER, NOW, holders, fillers, 0, Set.of());
  }

  private static Traces at(long now, List<Trace> holders) {
    return new Traces(NUMBER, now, holders, List.of(), 0, Set.of());
  }

  private static Trace run(int nodeKey, long incarnation) {
    return new Trace(nodeKey, incarnation);
  }

  private static Filler filling(int nodeKey, long incarnation) {
    return new Filler(run(nodeKey, incarnation), false, Grant.NONE);
  }
}
