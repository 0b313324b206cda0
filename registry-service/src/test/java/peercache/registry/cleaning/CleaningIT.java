package peercache.registry.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newVersion;

import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.api.Complaint;
import peercache.api.FillRequest;
import peercache.api.NodeId;
import peercache.api.NodeStatus;
import peercache.api.OriginId;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class CleaningIT {
  @Test
  void takesAwayWhatCountsNoMoreAndNothingElse() {
    try (var registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.cleaning.every=1h",
            "peercache.registry.cleaning.batch=2")) {
      var api = registry.member();
      var live = holder(api, "eu", newVersion(), newVersion(), newVersion());
      var lost = holder(api, "eu", newVersion(), newVersion(), newVersion());
      var lostLately = holder(api, "eu", newVersion());
      api.join(live, join("eu", 2));
      fill(registry, live, "clock_timestamp()");
      fill(registry, live, "clock_timestamp() - interval '2 minutes'");
      complain(registry, live, lostLately, "clock_timestamp()");
      complain(registry, live, lostLately, "clock_timestamp() - interval '2 minutes'");
      endLease(registry, lost, "2 days");
      endLease(registry, lostLately, "2 hours");
      var cleaning = registry.bean(Cleaning.class);

      cleaning.clean();
      assertThat(count(registry, "holding")).as("a batch at a time").isEqualTo(5);
      assertThat(api.nodes()).hasSize(3);
      assertThat(count(registry, "filler")).isEqualTo(1);
      assertThat(count(registry, "fill_grant")).isEqualTo(1);
      assertThat(count(registry, "complaint")).isEqualTo(1);

      cleaning.clean();
      cleaning.clean();
      assertThat(count(registry, "holding")).isEqualTo(4);
      assertThat(count(registry, "holding_report")).as("of runs that count").isEqualTo(1);
      assertThat(api.nodes())
          .extracting(NodeStatus::id)
          .containsExactlyInAnyOrder(live, lostLately);
    }
  }

  private static void fill(RunningRegistry registry, NodeId node, String expiresAt) {
    var version = newVersion();
    registry.member().planFill(version, new FillRequest(node, 2, new OriginId("docs"), List.of()));
    for (String table : List.of("filler", "fill_grant")) {
      registry
          .sql()
          .sql("update " + table + " set expires_at = " + expiresAt + " where sha256 = :version")
          .param("version", version.sha256())
          .update();
    }
  }

  private static void complain(
      RunningRegistry registry, NodeId node, NodeId about, String expiresAt) {
    var version = newVersion();
    registry.member().complain(version, new Complaint(node, 2, about, 0));
    registry
        .sql()
        .sql("update complaint set expires_at = " + expiresAt + " where sha256 = :version")
        .param("version", version.sha256())
        .update();
  }

  private static void endLease(RunningRegistry registry, NodeId node, String ago) {
    registry
        .sql()
        .sql(
            "update node set lease_until = clock_timestamp() - cast(:ago as interval)"
                + " where id = :id")
        .param("ago", ago)
        .param("id", node.value())
        .update();
  }

  private static long count(RunningRegistry registry, String table) {
    return registry.sql().sql("select count(*) from " + table).query(Long.class).single();
  }
}
