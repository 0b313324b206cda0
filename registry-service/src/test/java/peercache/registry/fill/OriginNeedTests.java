package peercache.registry.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.ranking.Members.filling;
import static peercache.registry.ranking.Members.holding;
import static peercache.registry.ranking.Members.live;
import static peercache.registry.ranking.Members.member;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Grant;
import peercache.registry.ranking.Headroom;
import peercache.registry.ranking.Suspicion;

class OriginNeedTests {
  static Stream<Arguments> needs() {
    var lost = member("lost", "eu", NodeState.LOST, Headroom.FREE);
    var draining = member("draining", "eu", NodeState.DRAINING, Headroom.FREE);
    var stale =
        new Candidate(
            live("stale", "eu"), HolderState.HOLDING, false, false, Grant.NONE, Suspicion.NONE);
    var suspect =
        new Candidate(
            live("suspect", "eu"),
            HolderState.HOLDING,
            true,
            false,
            Grant.NONE,
            Suspicion.AS_SOURCE);
    var sparse =
        new Candidate(
            live("sparse", "eu"), HolderState.SPARSE, true, false, Grant.NONE, Suspicion.NONE);
    return Stream.of(
        Arguments.of("others have some of it", true, List.of(sparse)),
        Arguments.of("nobody is to fill from the one that has it", true, List.of(suspect)),
        Arguments.of("nobody has it", true, List.of()),
        Arguments.of("others only fill it", true, List.of(filling(live("other", "eu")))),
        Arguments.of("a node has it", false, List.of(holding(live("other", "eu")))),
        Arguments.of("a draining node has it", false, List.of(holding(draining))),
        Arguments.of("a lost node had it", true, List.of(holding(lost))),
        Arguments.of("an earlier run had it", true, List.of(stale)),
        Arguments.of("the one that has it failed", true, List.of(holding(live("failed", "eu")))),
        Arguments.of("the asker lost it", true, List.of(holding(live("asker", "eu")))),
        Arguments.of(
            "one failed, one is left",
            false,
            List.of(holding(live("failed", "eu")), holding(live("other", "us")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("needs")
  void theOriginIsNeededOnlyIfNobodyElseHasAllOfIt(
      String situation, boolean needed, List<Candidate> candidates) {
    var failed = Set.of(new NodeId("failed"));

    assertThat(OriginNeed.of(candidates, new NodeId("asker"), failed))
        .as(situation)
        .isEqualTo(needed);
  }
}
