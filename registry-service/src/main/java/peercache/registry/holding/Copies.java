package peercache.registry.holding;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.LastCopiesQuestion;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.registry.node.CheckProperties;
import peercache.registry.node.Runs;

/** Where else the versions of a node are. */
@Repository
class Copies {
  /**
   * Nobody relies on a node that leaves, is in doubt, is named to nobody, or is said to send wrong
   * bytes.
   */
  private static final String HOLDERS =
      """
      select h.sha256, n.id
      from holding h join node n using (node_key, incarnation)
      where h.sha256 = any(:digests)
        and n.lease_until > clock_timestamp() and not n.draining and not n.disputed
        and (:unchecked or (n.named_incarnation = n.incarnation
                            and n.named_uri = coalesce(n.internal_uri, n.base_uri)))
        and not exists (
          select from complaint k
          where k.about = n.node_key and k.sha256 = h.sha256
            and k.expires_at > clock_timestamp())
      """;

  private final JdbcClient jdbc;
  private final Runs runs;
  private final boolean unchecked;

  Copies(JdbcClient jdbc, Runs runs, CheckProperties checks) {
    this.jdbc = jdbc;
    this.runs = runs;
    this.unchecked = !checks.enabled();
  }

  /** Those that this node is to keep as long as it can. */
  List<VersionId> keptBy(NodeId node, LastCopiesQuestion question) {
    var _ = runs.zoneOf(node, question.incarnation());
    return Keepers.keptBy(node, question.versions(), holders(question.versions()));
  }

  private Map<VersionId, Set<NodeId>> holders(List<VersionId> versions) {
    var holders = new HashMap<VersionId, Set<NodeId>>();
    jdbc.sql(HOLDERS)
        .param("unchecked", unchecked)
        .param("digests", versions.stream().map(VersionId::sha256).toArray(byte[][]::new))
        .query(row -> {
          holders
              .computeIfAbsent(VersionId.of(row.getBytes("sha256")), version -> new HashSet<>())
              .add(new NodeId(row.getString("id")));
        });
    return holders;
  }
}
