package peercache.registry.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;

/** Reads nodes as they are told to operators. */
@Repository
class NodeRepository {
  private static final String NODES =
      """
      select id, base_uri, internal_uri, zone, draining, incarnation, capacity_bytes, used_bytes,
             bytes_per_second, fills, holdings, lease_millis, unnamed,
             departed
      from node_status
      """;

  private final JdbcClient jdbc;

  NodeRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Node> find(NodeId id) {
    return jdbc.sql(NODES + "where id = :id")
        .param("id", id.value())
        .query(NodeRepository::node)
        .optional();
  }

  /** By id. */
  List<Node> all() {
    return jdbc.sql(NODES + "order by id").query(NodeRepository::node).list();
  }

  private static Node node(ResultSet row, int number) throws SQLException {
    return new Node(
        row.getString("id"),
        row.getString("base_uri"),
        row.getString("internal_uri"),
        row.getString("zone"),
        row.getBoolean("draining"),
        row.getLong("incarnation"),
        row.getLong("capacity_bytes"),
        row.getLong("used_bytes"),
        row.getLong("bytes_per_second"),
        row.getInt("fills"),
        row.getLong("holdings"),
        row.getLong("lease_millis"),
        row.getString("unnamed"),
        row.getBoolean("departed"));
  }
}
