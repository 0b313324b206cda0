package peercache.registry.preheat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.Nodes;
import peercache.registry.ranking.Headroom;
import peercache.registry.ranking.Member;
import peercache.registry.ranking.Members;

class PreheatPlacementTests {
  private static final VersionId VERSION = Nodes.version(1);
  private static final List<Member> MEMBERS =
      List.of(
          member("a", "eu/fra", NodeState.LIVE, 0),
          member("b", "eu/ams", NodeState.LIVE, 0),
          member("c", "eu", NodeState.LIVE, 0),
          member("d", "europe", NodeState.LIVE, 0),
          member("busy", "eu/fra", NodeState.LIVE, 95),
          member("draining", "eu", NodeState.DRAINING, 0),
          member("lost", "eu", NodeState.LOST, 0));

  @Test
  void aZoneIsWhatIsWithinItToo() {
    assertThat(choose("eu", 10, Set.of())).containsExactlyInAnyOrder("a", "b", "c", "busy");
    assertThat(choose("eu/fra", 10, Set.of())).containsExactlyInAnyOrder("a", "busy");
    assertThat(choose(null, 10, Set.of())).hasSize(5);
    assertThat(choose("asia", 1, Set.of())).isEmpty();
  }

  @Test
  void whoHoldsItAlreadyComesFirstAndWhoIsBusyLast() {
    assertThat(choose("eu", 1, Set.of("busy"))).containsExactly("busy");
    assertThat(choose("eu", 4, Set.of())).endsWith("busy");
  }

  @Test
  void aNodeThatIsTooSmallIsNotChosenUnlessItHoldsIt() {
    assertThat(new PreheatPlacement(null, 9).choose(VERSION, 1_001, MEMBERS, Set.of())).isEmpty();
    assertThat(
            new PreheatPlacement(null, 9).choose(VERSION, 1_001, MEMBERS, Set.of(new NodeId("a"))))
        .hasSize(1);
  }

  @Test
  void manyVersionsSpreadOverEqualNodes() {
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < 3_000; i++) {
      new PreheatPlacement(new Zone("eu"), 1)
          .choose(Nodes.version(i), 1, MEMBERS, Set.of())
          .forEach(member -> counts.merge(member.id().value(), 1, Integer::sum));
    }
    assertThat(counts).containsOnlyKeys("a", "b", "c");
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
  }

  private static List<String> choose(@Nullable String zone, int copies, Set<String> holders) {
    var held = new HashSet<NodeId>();
    holders.forEach(id -> held.add(new NodeId(id)));
    return new PreheatPlacement(zone == null ? null : new Zone(zone), copies)
        .choose(VERSION, 100, MEMBERS, held).stream().map(member -> member.id().value()).toList();
  }

  private static Member member(String id, String zone, NodeState state, long load) {
    return Members.member(id, zone, state, Headroom.of(load, 100L));
  }
}
