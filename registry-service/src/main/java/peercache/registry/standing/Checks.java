package peercache.registry.standing;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.VersionId;

/** Which nodes are to be checked when; shared by all registries, each check made by one of them. */
@Repository
class Checks {
  /** A node that was lost for longer is checked again when it is back. */
  private static final String LOST_LATELY =
      "n.lease_until > clock_timestamp() - interval '1 minute'";

  /**
   * Takes what is due by putting it off to its next time: if the registry that took it dies it
   * comes up again by itself. The version is one of a few dozen, as a node's first ones are found
   * by its index at once, and which of them they are changes with what it holds.
   */
  private static final String TAKE =
      """
      with due as (
        select c.node_key from node_check c join node n using (node_key)
        where c.due_at <= clock_timestamp() and not n.departed and %s
        order by c.due_at limit :batch for update of c skip locked)
      update node_check c
      set due_at = clock_timestamp() + :everyMillis * (0.9 + 0.2 * random()) * interval '1 ms'
      from due join node n on n.node_key = due.node_key
      left join holding_report r
        on r.node_key = n.node_key and r.incarnation = n.incarnation
      left join lateral (
        select h.sha256, h.size from holding h
        where h.node_key = n.node_key and h.incarnation = n.incarnation and h.size > 0
        offset floor(random() * least(coalesce(r.holdings, 0), 32))::int limit 1) v on true
      where c.node_key = due.node_key
      returning n.node_key, n.id, coalesce(n.internal_uri, n.base_uri) as base_uri,
                n.incarnation, v.sha256, v.size,
                coalesce(c.proven and c.incarnation = n.incarnation and c.base_uri = coalesce(n.internal_uri, n.base_uri),
                         false)
                  as proven
      """
          .formatted(LOST_LATELY);

  private final JdbcClient jdbc;

  Checks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** At most so many nodes whose time has come; they come again after about {@code everyMillis}. */
  List<Check> take(int batch, long everyMillis) {
    return jdbc.sql(TAKE)
        .param("batch", batch)
        .param("everyMillis", everyMillis)
        .query(Checks::check)
        .list();
  }

  /** Nodes that joined at a registry which does not know of checks are checked as well. */
  void addMissing() {
    jdbc.sql(
            """
            insert into node_check (node_key, due_at)
            select n.node_key, clock_timestamp() from node n
            where not n.departed and not exists (
              select from node_check c where c.node_key = n.node_key)
            on conflict do nothing
            """)
        .update();
  }

  /** How many nodes are to be checked. */
  int count() {
    return jdbc.sql("select count(*)::int from node n where not n.departed and " + LOST_LATELY)
        .query(Integer.class)
        .single();
  }

  private static Check check(ResultSet row, int number) throws SQLException {
    byte[] sha256 = row.getBytes("sha256");
    return new Check(
        row.getInt("node_key"),
        new NodeId(row.getString("id")),
        URI.create(row.getString("base_uri")),
        row.getLong("incarnation"),
        row.getBoolean("proven"),
        sha256 == null
            ? Optional.empty()
            : Optional.of(new Check.Held(VersionId.of(sha256), row.getLong("size"))));
  }
}
