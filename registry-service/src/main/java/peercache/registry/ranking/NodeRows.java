package peercache.registry.ranking;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;
import peercache.registry.node.CheckProperties;
import peercache.registry.ranking.NodeDirectory.Entry;

/** Reads nodes as they are ranked. */
@Repository
class NodeRows {
  private static final String MEMBER =
      """
      n.id, n.incarnation, n.base_uri, n.internal_uri, n.zone, n.draining, n.capacity_bytes,
      n.bytes_per_second, n.max_bytes_per_second,
      (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint as lease_millis,
      case when :unchecked or (n.named_incarnation = n.incarnation
                               and n.named_uri = coalesce(n.internal_uri, n.base_uri))
           then null else coalesce(n.unnamed, 'its base URI is not proven yet') end as unnamed
      """;

  /** Whether the node {@code n} counts: it renews, and a check has shown that it is there. */
  private static final String NAMED =
      """
      n.lease_until > clock_timestamp()
      and (:unchecked or (n.named_incarnation = n.incarnation
                          and n.named_uri = coalesce(n.internal_uri, n.base_uri)))
      """;

  private static final String MEMBERS =
      """
      select %s from node n where :lost or (%s) order by n.id
      """
          .formatted(MEMBER, NAMED);

  /** The time is that from before what is read, so that a lease that ended since is not missed. */
  private static final String DIRECTORY =
      """
      select c.number, floor(extract(epoch from statement_timestamp()) * 1000)::bigint as at,
             n.node_key, %s,
             floor(extract(epoch from n.lease_until) * 1000)::bigint as lease_until,
             n.disputed, n.purged_through, coalesce(k.complainers, 0) as complainers
      from node_change c
      left join node n on true
      left join (
        select about, count(distinct complainer)::int as complainers from complaint
        where expires_at > clock_timestamp() group by about) k on k.about = n.node_key
      """
          .formatted(MEMBER);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final boolean unchecked;

  NodeRows(JdbcClient jdbc, Clock clock, CheckProperties checks) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.unchecked = !checks.enabled();
  }

  /**
   * @param lost whether to name those as well that do not count
   */
  List<Member> members(boolean lost) {
    return jdbc.sql(MEMBERS)
        .param("lost", lost)
        .param("unchecked", unchecked)
        .query((row, _) -> member(row))
        .list();
  }

  /** All nodes, whether they count or not. */
  NodeDirectory directory() {
    long readAt = clock.millis();
    var rows =
        jdbc.sql(DIRECTORY).param("unchecked", unchecked).query((row, _) -> listed(row)).list();
    long trueUntil = Long.MAX_VALUE;
    var nodes = new HashMap<Integer, Entry>();
    for (var row : rows) {
      if (row.nodeKey() != null && row.entry() != null) {
        nodes.put(row.nodeKey(), row.entry());
        long leaseUntil = row.entry().leaseUntil();
        trueUntil = leaseUntil > row.at() ? Math.min(trueUntil, leaseUntil) : trueUntil;
      }
    }
    return new NodeDirectory(rows.getFirst().number(), trueUntil, readAt, nodes);
  }

  /**
   * @param nodeKey null in the one row that there is when there is no node, as is the entry
   */
  private record Listed(long number, long at, @Nullable Integer nodeKey, @Nullable Entry entry) {}

  private static Listed listed(ResultSet row) throws SQLException {
    var nodeKey = row.getObject("node_key", Integer.class);
    return new Listed(
        row.getLong("number"), row.getLong("at"), nodeKey, nodeKey == null ? null : entry(row));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        member(row),
        row.getLong("lease_until"),
        row.getBoolean("draining"),
        row.getBoolean("disputed"),
        row.getLong("purged_through"),
        row.getInt("complainers"));
  }

  private static Member member(ResultSet row) throws SQLException {
    long leaseMillis = row.getLong("lease_millis");
    var state =
        leaseMillis <= 0
            ? NodeState.LOST
            : row.getBoolean("draining") ? NodeState.DRAINING : NodeState.LIVE;
    var internalUri = row.getString("internal_uri");
    return new Member(
        new NodeId(row.getString("id")),
        row.getLong("incarnation"),
        URI.create(row.getString("base_uri")),
        internalUri == null ? null : URI.create(internalUri),
        new Zone(row.getString("zone")),
        state,
        row.getLong("capacity_bytes"),
        Headroom.of(
            row.getLong("bytes_per_second"), row.getObject("max_bytes_per_second", Long.class)),
        Duration.ofMillis(Math.max(leaseMillis, 0)),
        row.getString("unnamed"));
  }
}
