package peercache.registry.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.DrainStatus;
import peercache.api.NodeId;

/** Which nodes are being drained. */
@Repository
public class Drains {
  private static final String SELECT =
      """
      select n.id, d.since, d.by_node, d.last_copies, d.drained_at
      from drain d join node n using (node_key)
      """;

  private final JdbcClient jdbc;

  Drains(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<DrainStatus> find(NodeId id) {
    return jdbc.sql(SELECT + " where n.id = :id")
        .param("id", id.value())
        .query(Drains::status)
        .optional();
  }

  Map<NodeId, DrainStatus> all() {
    var all = new HashMap<NodeId, DrainStatus>();
    jdbc.sql(SELECT)
        .query((row, number) -> Map.entry(new NodeId(row.getString("id")), status(row, number)))
        .list()
        .forEach(drain -> all.put(drain.getKey(), drain.getValue()));
    return all;
  }

  /**
   * A drain that was begun goes on; one of a node's own becomes an operator's.
   *
   * @return false if nobody knows the node
   */
  @Transactional
  public boolean begin(NodeId id, boolean byNode) {
    boolean known =
        jdbc.sql("update node set draining = true where id = :id").param("id", id.value()).update()
            > 0;
    jdbc.sql(
            """
            insert into drain (node_key, by_node) select node_key, :byNode from node where id = :id
            on conflict (node_key) do update set by_node = drain.by_node and excluded.by_node
            """)
        .param("byNode", byNode)
        .param("id", id.value())
        .update();
    return known;
  }

  /**
   * @return false if nobody knows the node
   */
  @Transactional
  public boolean end(NodeId id) {
    jdbc.sql("delete from drain d using node n where d.node_key = n.node_key and n.id = :id")
        .param("id", id.value())
        .update();
    return jdbc.sql("update node set draining = false where id = :id")
            .param("id", id.value())
            .update()
        > 0;
  }

  private static DrainStatus status(ResultSet row, int number) throws SQLException {
    return new DrainStatus(
        row.getObject("since", OffsetDateTime.class).toInstant(),
        row.getBoolean("by_node"),
        row.getObject("last_copies", Integer.class),
        drainedAt(row));
  }

  private static @Nullable Instant drainedAt(ResultSet row) throws SQLException {
    var at = row.getObject("drained_at", OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
