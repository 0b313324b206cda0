package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;
import peercache.api.RegistryApi;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

/** What changes the number by which registries know whether the nodes in memory are still true. */
class NodeChangeIT {
  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.start(TestDatabase.create());
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "incarnation = 2",
        "departed = true",
        "draining = true",
        "disputed = true",
        "base_uri = 'http://elsewhere'",
        "internal_uri = 'http://inside'",
        "zone = 'us'",
        "capacity_bytes = 1",
        "max_bytes_per_second = 1",
        "named_incarnation = 1",
        "named_uri = 'http://10.0.0.1:8082'",
        "unnamed = 'it does not serve'",
        "lease_until = lease_until - interval '1 ms'",
        "lease_until = clock_timestamp() - interval '1 ms'"
      })
  void whatDecidesAboutANodeIsAChange(String change) {
    var node = holder(api, "eu");
    long before = number();

    change(node, change);

    assertThat(number()).isGreaterThan(before);
  }

  @Test
  void aRenewalIsNone() {
    var node = holder(api, "eu", newVersion());
    long before = number();

    api.renew(node, new NodeRenewal(1, 7, 8, 9, 1));
    api.report(node, report(1, 2, newVersion()));
    change(node, "purged_through = 5, gone_at = clock_timestamp()");

    assertThat(number()).isEqualTo(before);
  }

  @Test
  void aRenewalAfterTheLeaseHadEndedIsOne() {
    var node = holder(api, "eu");
    Nodes.lose(registry, node);
    long before = number();

    api.renew(node, renewal(1, 1));

    assertThat(number()).isGreaterThan(before);
  }

  @Test
  void nodesThatComeAndGoAreOne() {
    long before = number();
    var node = holder(api, "eu");
    long joined = number();
    registry.sql().sql("delete from node where id = :id").param("id", node.value()).update();

    assertThat(joined).isGreaterThan(before);
    assertThat(number()).isGreaterThan(joined);
  }

  @Test
  void itIsAnotherNumberAlsoWhenTheDatabaseWasSetBack() {
    var node = holder(api, "eu");
    long before = number();
    change(node, "draining = true");
    long after = number();
    registry.sql().sql("update node_change set number = :before").param("before", before).update();

    change(node, "draining = false");

    assertThat(number()).isGreaterThan(after);
  }

  @Test
  void changesOfManyNodesInAnyOrderDoNotWaitForEachOtherInCircles() throws Exception {
    var nodes = IntStream.range(0, 6).mapToObj(_ -> holder(api, "eu")).toList();
    var drains =
        IntStream.range(0, 60)
            .<Callable<Boolean>>mapToObj(number ->
                () -> {
                  var node = nodes.get(number % nodes.size());
                  if (number % 2 == 0) {
                    api.join(node, Nodes.join("eu", 1));
                  } else {
                    api.drain(node, null);
                  }
                  return true;
                })
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(drains)) {
        assertThat(done.get()).isTrue();
      }
    }
  }

  private static long number() {
    return registry.sql().sql("select number from node_change").query(Long.class).single();
  }

  private static void change(NodeId node, String change) {
    registry
        .sql()
        .sql("update node set " + change + " where id = :id")
        .param("id", node.value())
        .update();
  }
}
