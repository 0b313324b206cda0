package peercache.registry.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.ranking.Members.live;
import static peercache.registry.ranking.Members.member;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.fill.FillPlacement.Decision;
import peercache.registry.ranking.Headroom;
import peercache.registry.ranking.Member;

class FillPlacementTests {
  private static final Zone CALLER = new Zone("eu/fra");
  private static final int CAPACITY = 1_000;

  static Stream<Arguments> decisions() {
    return Stream.of(
        Arguments.of(
            "the zone comes before the region",
            "near",
            List.of(live("near", "eu/fra"), live("region", "eu/ams"))),
        Arguments.of(
            "the region comes before the rest",
            "region",
            List.of(live("far", "us/nyc"), live("region", "eu/ams"))),
        Arguments.of("far is better than nowhere", "far", List.of(live("far", "us/nyc"))),
        Arguments.of(
            "nearness comes before headroom",
            "near",
            List.of(live("far", "us"), member("near", "eu/fra", NodeState.LIVE, Headroom.FULL))),
        Arguments.of(
            "headroom comes before the hash",
            "free",
            List.of(
                member("full", "eu/fra", NodeState.LIVE, Headroom.FULL),
                member("busy", "eu/fra", NodeState.LIVE, Headroom.BUSY),
                live("free", "eu/fra"))),
        Arguments.of(
            "a draining node gets none",
            "far",
            List.of(
                member("near", "eu/fra", NodeState.DRAINING, Headroom.FREE), live("far", "us"))),
        Arguments.of(
            "a lost node gets none",
            "far",
            List.of(member("near", "eu/fra", NodeState.LOST, Headroom.FREE), live("far", "us"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void chooses(String rule, String expected, List<Member> members) {
    for (var order : List.of(members, members.reversed())) {
      assertThat(chosen(new FillPlacement(version(1), CAPACITY, CALLER, Set.of(), Set.of()), order))
          .as(rule)
          .isEqualTo(new NodeId(expected));
    }
  }

  @Test
  void namesWhyNobodyCanTakeIt() {
    var excluded = Set.of(new NodeId("excluded"));
    var decision =
        new FillPlacement(version(1), CAPACITY + 1, CALLER, excluded, Set.of(new NodeId("suspect")))
            .choose(List.of(live("excluded", "eu"), live("suspect", "eu"), live("small", "eu")));

    assertThat(decision).isInstanceOf(Decision.Nobody.class);
    assertThat(((Decision.Nobody) decision).rejected())
        .extracting(Rejected::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("excluded"),
            reason -> assertThat(reason).contains("wrong bytes"),
            reason -> assertThat(reason).contains("capacity"));
  }

  @Test
  void manyVersionsSpreadEvenlyOverEqualNodes() {
    var nodes = IntStream.range(0, 8).mapToObj(i -> live("node-" + i, "eu/fra")).toList();
    Map<NodeId, Integer> fills = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      fills.merge(
          chosen(new FillPlacement(version(i), 1, CALLER, Set.of(), Set.of()), nodes),
          1,
          Integer::sum);
    }

    assertThat(fills).hasSize(8);
    assertThat(Collections.max(fills.values()))
        .isLessThan((int) (1.3 * Collections.min(fills.values())));
  }

  private static NodeId chosen(FillPlacement placement, List<Member> members) {
    return switch (placement.choose(members)) {
      case Decision.To(var node) -> node.id();
      case Decision.Nobody(var rejected) -> throw new AssertionError(rejected);
    };
  }

  private static VersionId version(int i) {
    return VersionId.of(ByteBuffer.allocate(32).putInt(28, i).array());
  }
}
