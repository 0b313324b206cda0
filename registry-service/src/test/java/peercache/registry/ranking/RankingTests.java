package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.ranking.Members.filling;
import static peercache.registry.ranking.Members.holding;
import static peercache.registry.ranking.Members.live;
import static peercache.registry.ranking.Members.member;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;

class RankingTests {
  private static final Zone CALLER = new Zone("eu/fra/rack-7");
  private static final Ranking RANKING = new Ranking(CALLER, "10.1.2.3", Set.of(), false, false);

  /** Each line: two candidates, and whether the first is better than the second. */
  @ParameterizedTest
  @CsvSource({
    // zone and state, headroom | zone and state, headroom | first is
    "eu/fra/rack-7, HOLDING, FREE, eu/fra/rack-8, HOLDING, FREE, better",
    "eu/fra/rack-8, HOLDING, FREE, eu/ams,        HOLDING, FREE, better",
    "eu/fra,        HOLDING, FREE, eu/ams/rack-7, HOLDING, FREE, better",
    "eu/ams,        HOLDING, FREE, us/nyc,        HOLDING, FREE, better",
    "eu/fra/rack-7, HOLDING, FREE, eu/fra/rack-7/slot, HOLDING, FREE, better",
    "us/nyc,        HOLDING, FREE, as/tyo,        HOLDING, FREE, equal",
    "eu/fra/rack-8, HOLDING, FREE, eu/fra/rack-9, HOLDING, FREE, equal",
    "eu/fra/rack-7, FILLING, FULL, eu/fra/rack-8, HOLDING, FREE, better",
    "eu/fra/rack-7, HOLDING, FULL, eu/fra/rack-7, FILLING, FREE, better",
    "eu/fra/rack-7, FILLING, FULL, eu/fra/rack-7, SPARSE,  FREE, better",
    "eu/fra/rack-7, SPARSE,  FULL, eu/fra/rack-8, HOLDING, FREE, better",
    "eu/fra/rack-7, HOLDING, FREE, eu/fra/rack-7, HOLDING, BUSY, better",
    "eu/fra/rack-7, HOLDING, BUSY, eu/fra/rack-7, HOLDING, FULL, better",
    "eu/fra/rack-7, HOLDING, BUSY, eu/fra/rack-7, HOLDING, BUSY, equal",
  })
  void nearnessThenStateThenHeadroomDecide(
      String zone,
      HolderState state,
      Headroom headroom,
      String otherZone,
      HolderState otherState,
      Headroom otherHeadroom,
      String verdict) {
    var first = candidate("first", zone, state, headroom);
    var second = candidate("second", otherZone, otherState, otherHeadroom);

    for (var order : List.of(List.of(first, second), List.of(second, first))) {
      var ranked = RANKING.rank(order).ranked();
      if (verdict.equals("better")) {
        assertThat(ranked)
            .extracting(holder -> holder.id().value())
            .containsExactly("first", "second");
        assertThat(ranked).extracting(Holder::tier).containsExactly(0, 1);
      } else {
        assertThat(ranked).extracting(Holder::tier).containsExactly(0, 0);
      }
    }
  }

  @Test
  void tiersAreDense() {
    var ranked =
        RANKING
            .rank(
                List.of(
                    holding(live("a", "us")),
                    holding(live("b", "us")),
                    filling(live("c", "eu/fra")),
                    holding(live("d", "eu/fra")),
                    holding(live("e", "eu/fra/rack-7"))))
            .ranked();

    assertThat(ranked).extracting(Holder::tier).containsExactly(0, 1, 2, 3, 3);
    assertThat(ranked.getFirst().id()).isEqualTo(new NodeId("e"));
  }

  @Test
  void namesWhyTheOthersAreNotAmongThem() {
    var ranking = new Ranking(CALLER, "", Set.of(new NodeId("excluded")), false, false);
    var live = live("unconfirmed", "eu");

    var result =
        ranking.rank(
            List.of(
                holding(live("excluded", "eu")),
                holding(member("lost", "eu", NodeState.LOST, Headroom.FREE)),
                holding(member("draining", "eu", NodeState.DRAINING, Headroom.FREE)),
                new Candidate(live, HolderState.HOLDING, false, false, Grant.NONE, Suspicion.NONE),
                holding(live("good", "eu"))));

    assertThat(result.ranked()).extracting(holder -> holder.id().value()).containsExactly("good");
    assertThat(result.rejected())
        .extracting(Rejected::id, Rejected::reason)
        .satisfiesExactly(
            first -> assertThat(first.toList().getLast()).asString().contains("excluded"),
            second -> assertThat(second.toList().getLast()).asString().contains("lost"),
            third -> assertThat(third.toList().getLast()).asString().contains("draining"),
            fourth -> assertThat(fourth.toList().getLast()).asString().contains("confirmed"));
  }

  /** Where there are more callers than holders bear, only nearness and headroom decide. */
  @ParameterizedTest
  @CsvSource({
    "HOLDING, FREE, FILLING, FREE, equal",
    "FILLING, FREE, HOLDING, BUSY, better",
    "HOLDING, FULL, SPARSE,  FREE, better",
    "FILLING, FULL, SPARSE,  FREE, better",
  })
  void underPressureThoseWhoFillAreAsGoodAsHolders(
      HolderState state,
      Headroom headroom,
      HolderState otherState,
      Headroom otherHeadroom,
      String verdict) {
    var first = candidate("first", "eu/fra", state, headroom);
    var second = candidate("second", "eu/fra", otherState, otherHeadroom);

    var ranked = RANKING.underPressure().rank(List.of(second, first)).ranked();

    assertThat(ranked)
        .extracting(Holder::tier)
        .containsExactly(0, verdict.equals("better") ? 1 : 0);
    assertThat(ranked).extracting(Holder::state).containsExactlyInAnyOrder(state, otherState);
    if (verdict.equals("better")) {
      assertThat(ranked.getFirst().id()).isEqualTo(new NodeId("first"));
    }
  }

  @Test
  void whatIsDisputedIsForNodesToTryAndNotForCallers() {
    var disputed =
        List.of(
            new Candidate(
                live("a", "eu"), HolderState.HOLDING, true, true, Grant.NONE, Suspicion.NONE));

    assertThat(Ranking.forFill(CALLER, "", Set.of()).rank(disputed).ranked()).hasSize(1);
    var toCallers = Ranking.forCallers(CALLER, "", Set.of()).rank(disputed);
    assertThat(toCallers.ranked()).isEmpty();
    assertThat(toCallers.rejected())
        .extracting(Rejected::reason)
        .first()
        .asString()
        .contains("disputed");
  }

  @Test
  void theNearestAreThoseThatNoneIsNearerThan() {
    var near = candidate("near", "eu/fra", HolderState.FILLING, Headroom.FULL);
    var near2 = candidate("near2", "eu/fra", HolderState.HOLDING, Headroom.FREE);
    var far = candidate("far", "us", HolderState.HOLDING, Headroom.FREE);

    assertThat(RANKING.nearest(RANKING.rank(List.of(far, near, near2))))
        .containsExactly(near2, near);
    assertThat(RANKING.nearest(RANKING.rank(List.of(far)))).containsExactly(far);
    assertThat(RANKING.nearest(RANKING.rank(List.of()))).isEmpty();
  }

  @Test
  void aDrainingNodeServesOtherNodes() {
    var draining = holding(member("draining", "eu", NodeState.DRAINING, Headroom.FREE));

    assertThat(new Ranking(CALLER, "", Set.of(), false, true).rank(List.of(draining)).ranked())
        .hasSize(1);
  }

  /** Each line: what is held against a node, and whom it is named to all the same. */
  @ParameterizedTest
  @CsvSource({
    // suspicion, to callers, to nodes that fill
    "NONE,            true,  true",
    "AS_SOURCE,       true,  false",
    "OF_THIS_VERSION, false, false",
  })
  void aSuspectIsNotNamed(Suspicion suspicion, boolean toCallers, boolean toNodes) {
    var suspect =
        List.of(
            new Candidate(
                live("a", "eu"), HolderState.HOLDING, true, false, Grant.NONE, suspicion));

    for (boolean forFill : List.of(false, true)) {
      var result = new Ranking(CALLER, "", Set.of(), false, forFill).rank(suspect);
      boolean named = forFill ? toNodes : toCallers;
      assertThat(result.ranked()).hasSize(named ? 1 : 0);
      assertThat(result.rejected()).hasSize(named ? 0 : 1);
      assertThat(result.rejected()).allMatch(one -> one.reason().contains("wrong bytes"));
    }
  }

  @Test
  void theOrderDoesNotDependOnTheOrderOfTheInput() {
    var candidates = new ArrayList<>(equalNodes(20));
    var expected = RANKING.rank(candidates).ranked();

    Collections.shuffle(candidates, new Random(1));

    assertThat(RANKING.rank(candidates).ranked()).isEqualTo(expected);
  }

  @Test
  void callersSpreadEvenlyOverEqualNodes() {
    Map<NodeId, Integer> first = new HashMap<>();
    for (int caller = 0; caller < 10_000; caller++) {
      var ranking =
          new Ranking(CALLER, "10.1." + caller / 256 + "." + caller % 256, Set.of(), false, false);
      first.merge(ranking.rank(equalNodes(8)).ranked().getFirst().id(), 1, Integer::sum);
    }

    assertThat(Collections.max(first.values()))
        .isLessThan((int) (1.3 * Collections.min(first.values())));
  }

  @Test
  void aNodeThatGoesAwayMovesOnlyItsOwnCallers() {
    var all = equalNodes(8);
    for (int caller = 0; caller < 100; caller++) {
      var ranking = new Ranking(CALLER, "caller-" + caller, Set.of(), false, false);
      var before = ranking.rank(all).ranked().getFirst().id();
      var after = ranking.rank(all.subList(1, 8)).ranked().getFirst().id();
      assertThat(before.equals(after) || before.equals(all.getFirst().node().id())).isTrue();
    }
  }

  private static List<Candidate> equalNodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> holding(live("node-" + i, "eu/fra/rack-7")))
        .toList();
  }

  private static Candidate candidate(String id, String zone, HolderState state, Headroom headroom) {
    return new Candidate(
        member(id, zone, NodeState.LIVE, headroom), state, true, false, Grant.NONE, Suspicion.NONE);
  }
}
