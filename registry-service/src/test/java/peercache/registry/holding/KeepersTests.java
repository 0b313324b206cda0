package peercache.registry.holding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.registry.Nodes;

class KeepersTests {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final VersionId VERSION = Nodes.version(1);

  @Test
  void theOnlyHolderKeepsIt() {
    assertThat(Keepers.keptBy(A, List.of(VERSION), Map.of(VERSION, Set.of(A))))
        .containsExactly(VERSION);
    assertThat(Keepers.keptBy(A, List.of(VERSION), Map.of()))
        .as("what it has not reported yet")
        .containsExactly(VERSION);
  }

  @Test
  void ofSeveralHoldersExactlyOneKeepsItWhoeverAsks() {
    Map<NodeId, Integer> kept = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      var version = Nodes.version(i);
      var holders = Map.of(version, Set.of(A, B, C));
      var keepers =
          List.of(A, B, C).stream()
              .filter(node -> !Keepers.keptBy(node, List.of(version), holders).isEmpty())
              .toList();
      assertThat(keepers).hasSize(1);
      kept.merge(keepers.getFirst(), 1, Integer::sum);
    }
    assertThat(Collections.max(kept.values()))
        .isLessThan((int) (1.3 * Collections.min(kept.values())));
  }

  @Test
  void answersInTheOrderOfTheQuestion() {
    var versions = IntStream.range(0, 5).mapToObj(Nodes::version).toList();

    assertThat(Keepers.keptBy(A, versions, Map.of())).isEqualTo(versions);
  }
}
