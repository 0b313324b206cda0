package peercache.registry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.held;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import peercache.api.HoldingsChecksum;
import peercache.api.Inventory;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;
import peercache.api.NodeState;
import peercache.api.RegistryApi;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;
import peercache.registry.node.RenewalRows.Asked;
import peercache.registry.node.RenewalRows.Wanted;

class RenewalRowsIT {
  private static RunningRegistry registry;
  private static RegistryApi api;
  private static RenewalRows rows;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.start(TestDatabase.create());
    api = registry.member();
    rows = registry.bean(RenewalRows.class);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void eachOfThemGetsItsOwnAnswer() {
    var reporting = new Asked(withInventory(), renewal(1, 2));
    var behind = new Asked(withInventory(), renewal(1, 7));
    var wrong = new Asked(withInventory(), new NodeRenewal(1, 0, 0, 0, 2, HoldingsChecksum.NONE));
    var empty = new Asked(newId(), renewal(1, 0));
    api.join(empty.node(), join("eu", 1));
    var replaced = new Asked(holder(api, "eu"), renewal(1, 1));
    api.join(replaced.node(), join("eu", 2));
    var left = new Asked(holder(api, "eu"), renewal(1, 1));
    api.leave(left.node(), 1);
    var unknown = new Asked(newId(), renewal(1, 1));

    var wanted = rows.renew(List.of(unknown, reporting, behind, wrong, empty, replaced, left));

    assertThat(wanted.get(reporting)).isEqualTo(new Wanted(false, false));
    assertThat(wanted.get(behind)).isEqualTo(new Wanted(true, false));
    assertThat(wanted.get(wrong)).isEqualTo(new Wanted(true, false));
    assertThat(wanted.get(empty)).isEqualTo(new Wanted(true, false));
    assertThat(wanted).doesNotContainKeys(replaced, left, unknown);
    assertThat(isDisputed(behind.node())).isTrue();
    assertThat(isDisputed(wrong.node())).isTrue();
    assertThat(isDisputed(reporting.node())).isFalse();
  }

  @Test
  void whatTheySayIsWrittenDownWithEach() {
    var one = holder(api, "eu");
    var other = holder(api, "eu");

    rows.renew(
        List.of(
            new Asked(one, new NodeRenewal(1, 11, 12, 13, 1)),
            new Asked(other, new NodeRenewal(1, 21, 22, 23, 1))));

    assertThat(api.node(one).usedBytes()).isEqualTo(11);
    assertThat(api.node(one).bytesPerSecond()).isEqualTo(12);
    assertThat(api.node(other).fills()).isEqualTo(23);
  }

  @Test
  void twoOfOneRunAreBothAnsweredAndTheLaterIsWrittenDown() {
    var node = withInventory();
    var first = new Asked(node, new NodeRenewal(1, 1, 0, 0, 2));
    var second = new Asked(node, new NodeRenewal(1, 2, 0, 0, 2));

    var wanted = rows.renew(List.of(first, second));

    assertThat(wanted).containsOnlyKeys(first, second);
    assertThat(api.node(node).usedBytes()).isEqualTo(2);
  }

  @Test
  void aNodeThatSomebodyIsChangingWaitsAlone() throws Exception {
    var busy = holder(api, "eu");
    var others = IntStream.range(0, 5).mapToObj(_ -> holder(api, "eu")).toList();
    try (var connection = registry.bean(DataSource.class).getConnection();
        var waiter = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      var elsewhere = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      elsewhere
          .sql("update node set draining = true where id = :id")
          .param("id", busy.value())
          .update();

      var waiting = waiter.submit(() -> api.renew(busy, new NodeRenewal(1, 5, 0, 0, 1)));
      others.forEach(other -> assertThat(api.renew(other, renewal(1, 1)).length()).isPositive());
      assertThat(waiting).isNotDone();
      connection.commit();

      assertThat(waiting.get().length()).isPositive();
      assertThat(api.node(busy).usedBytes()).isEqualTo(5);
      assertThat(api.node(busy).state()).isEqualTo(NodeState.DRAINING);
    }
  }

  @Test
  void whateverElseTheConnectionDoesWaitsForTheDiskAgain() throws Exception {
    var node = holder(api, "eu");
    try (var connection = registry.bean(DataSource.class).getConnection()) {
      var jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      jdbc.sql("set synchronous_commit = on").update();

      var alone = new RenewalRows(jdbc, registry.bean(LeaseProperties.class));
      assertThat(alone.renew(List.of(new Asked(node, renewal(1, 1))))).hasSize(1);

      assertThat(jdbc.sql("show synchronous_commit").query(String.class).single()).isEqualTo("on");
      jdbc.sql("reset synchronous_commit").update();
    }
  }

  @Test
  void aCrowdOfNodesThatRenewsJoinsAndDrainsAtOnceIsAllAnswered() throws Exception {
    var nodes = IntStream.range(0, 20).mapToObj(_ -> holder(api, "eu")).toList();
    var calls =
        IntStream.range(0, 400)
            .<Callable<Boolean>>mapToObj(number ->
                () -> {
                  var node = nodes.get(number % nodes.size());
                  switch (number % 7) {
                    case 0 -> api.join(node, join("eu", 1));
                    case 1 -> api.drain(node, null);
                    default -> api.renew(node, renewal(1, 1));
                  }
                  return true;
                })
            .toList();

    try (var threads = Executors.newFixedThreadPool(32)) {
      for (var done : threads.invokeAll(calls)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(nodes).allMatch(node -> api.node(node).state() != NodeState.LOST);
    assertThat(Collections.max(nodes.stream().map(node -> api.node(node).fills()).toList()))
        .isZero();
  }

  /** A node with two reports, the second of which is its inventory. */
  private static NodeId withInventory() {
    var version = newVersion();
    var node = holder(api, "eu", version);
    api.inventory(node, new Inventory(1, 2, held(version)));
    return node;
  }

  private static boolean isDisputed(NodeId node) {
    return registry
        .sql()
        .sql("select disputed from node where id = :id")
        .param("id", node.value())
        .query(Boolean.class)
        .single();
  }
}
