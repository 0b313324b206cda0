package peercache.registry.standing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;

/** What is on record about nodes. */
@Repository
class StandingRows {
  /** The words of others that still count. */
  private static final String WORDS =
      """
      select count(*) filter (where o.outcome = 'FAILED')::int as failed_by,
             count(*) filter (where o.outcome = 'FAILED' and o.probed)::int as probed_by,
             count(*) filter (where o.outcome = 'SERVED')::int as served_by
      from observation o
      where o.about = c.node_key and o.at > clock_timestamp() - interval '10 seconds'
      """;

  private static final String LOCK =
      """
      select n.node_key, n.id, n.incarnation, coalesce(n.internal_uri, n.base_uri) as base_uri,
             n.lease_until > clock_timestamp() as lease_runs,
             coalesce(n.named_incarnation = n.incarnation and n.named_uri = coalesce(n.internal_uri, n.base_uri), false)
               as named,
             n.unnamed, c.incarnation is null as first,
             coalesce(c.incarnation = n.incarnation, false) as same_run,
             coalesce(c.incarnation = n.incarnation and c.base_uri = coalesce(n.internal_uri, n.base_uri) and c.proven, false)
               as proven,
             c.failures, nullif(c.failure, '') as failure, c.lost, c.penalty, c.suppressed,
             (extract(epoch from clock_timestamp() - c.penalty_at) * 1000)::bigint as penalty_age,
             w.failed_by, w.probed_by, w.served_by
      from node_check c join node n using (node_key) cross join lateral (%s) w
      where c.node_key = any(:keys)
      order by c.node_key for update of c
      """
          .formatted(WORDS);

  private static final String WRITE =
      """
      update node_check c set
        incarnation = v.incarnation, base_uri = v.base_uri, proven = v.proven,
        failures = v.failures, failure = v.failure, lost = v.lost,
        penalty = v.penalty, suppressed = v.suppressed, penalty_at = clock_timestamp(),
        passed_at = case when v.failures = 0 then clock_timestamp() else c.passed_at end,
        due_at = case when v.again then clock_timestamp() else c.due_at end
      from unnest(:keys, :incarnations, :uris, :proven, :failures, :words, :lost, :penalties,
                  :suppressed, :again)
        as v (node_key, incarnation, base_uri, proven, failures, failure, lost, penalty,
              suppressed, again)
      where c.node_key = v.node_key
      """;

  private static final String NAME =
      """
      update node set named_incarnation = incarnation, named_uri = coalesce(internal_uri, base_uri),
        unnamed = null
      where node_key = :key and incarnation = :incarnation
        and coalesce(internal_uri, base_uri) = :uri
      """;

  private static final String DO_NOT_NAME =
      """
      update node set
        gone_at = case when named_incarnation is null then gone_at else clock_timestamp() end,
        named_incarnation = null, named_uri = null, unnamed = :reason
      where node_key = :key and incarnation = :incarnation
      """;

  private final JdbcClient jdbc;

  StandingRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Nobody else decides about these nodes until the transaction ends. */
  List<Known> lock(Collection<Integer> nodeKeys) {
    return nodeKeys.isEmpty()
        ? List.of()
        : jdbc.sql(LOCK)
            .param("keys", nodeKeys.toArray(Integer[]::new))
            .query(StandingRows::known)
            .list();
  }

  private static Known known(ResultSet row, int number) throws SQLException {
    boolean sameRun = row.getBoolean("same_run");
    var damping = new Damping(row.getDouble("penalty"), row.getBoolean("suppressed"));
    return new Known(
        row.getInt("node_key"),
        new NodeId(row.getString("id")),
        row.getLong("incarnation"),
        row.getString("base_uri"),
        row.getBoolean("named"),
        row.getString("unnamed"),
        row.getBoolean("first"),
        sameRun,
        row.getBoolean("lost"),
        new Evidence(
            row.getBoolean("proven"),
            sameRun ? row.getInt("failures") : 0,
            row.getString("failure"),
            row.getInt("failed_by"),
            row.getInt("probed_by"),
            row.getInt("served_by"),
            row.getBoolean("lease_runs"),
            damping.after(Duration.ofMillis(row.getLong("penalty_age")))));
  }

  void write(List<Decided> decided) {
    if (decided.isEmpty()) {
      return;
    }
    jdbc.sql(WRITE)
        .param("keys", column(decided, Integer[]::new, one -> one.known().nodeKey()))
        .param("incarnations", column(decided, Long[]::new, one -> one.known().incarnation()))
        .param("uris", column(decided, String[]::new, one -> one.known().baseUri()))
        .param("proven", column(decided, Boolean[]::new, one -> one.evidence().proven()))
        .param("failures", column(decided, Integer[]::new, one -> one.evidence().failures()))
        .param("words", column(decided, String[]::new, one -> one.evidence().words()))
        .param("lost", column(decided, Boolean[]::new, Decided::lost))
        .param("penalties", column(decided, Double[]::new, one -> one.damping().penalty()))
        .param("suppressed", column(decided, Boolean[]::new, one -> one.damping().suppressed()))
        .param("again", column(decided, Boolean[]::new, Decided::again))
        .update();
  }

  private static <T> T[] column(
      List<Decided> decided, IntFunction<T[]> array, Function<Decided, T> of) {
    return decided.stream().map(of).toArray(array);
  }

  void name(Known node) {
    jdbc.sql(NAME)
        .param("key", node.nodeKey())
        .param("incarnation", node.incarnation())
        .param("uri", node.baseUri())
        .update();
  }

  void doNotName(Known node, String reason) {
    jdbc.sql(DO_NOT_NAME)
        .param("key", node.nodeKey())
        .param("incarnation", node.incarnation())
        .param("reason", reason)
        .update();
  }

  /** It is out of the answers, whatever is decided about it. */
  void gone(Known node) {
    jdbc.sql("update node set gone_at = clock_timestamp() where node_key = :key")
        .param("key", node.nodeKey())
        .update();
  }
}
