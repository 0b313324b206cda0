package peercache.registry.complaint;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.Complaint;
import peercache.api.NodeId;
import peercache.api.VersionId;

/** The complaints that count; what they amount to is said where nodes are ranked. */
@Repository
class Complaints {
  private static final String PUT =
      """
      insert into complaint (about, sha256, complainer, piece, expires_at)
      select a.node_key, :version, c.node_key, :piece,
             clock_timestamp() + :forMillis * interval '1 millisecond'
      from node a, node c
      where a.id = :about and c.id = :node
        and (select count(*) from complaint k
             where k.complainer = c.node_key and k.expires_at > clock_timestamp()
               and (k.about, k.sha256) <> (a.node_key, :version)) < :max
      on conflict (about, sha256, complainer) do update set
        piece = excluded.piece, expires_at = excluded.expires_at
      """;

  private final JdbcClient jdbc;
  private final ComplaintProperties properties;

  Complaints(JdbcClient jdbc, ComplaintProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  boolean isKnown(NodeId node) {
    return jdbc.sql("select exists (select from node where id = :id)")
        .param("id", node.value())
        .query(Boolean.class)
        .single();
  }

  /** How many nodes complain of this one. */
  int complainersOf(NodeId about) {
    return jdbc.sql(
            """
            select count(distinct k.complainer) from complaint k join node n on n.node_key = k.about
            where n.id = :about and k.expires_at > clock_timestamp()
            """)
        .param("about", about.value())
        .query(Integer.class)
        .single();
  }

  /**
   * @return false if the node complained too often to be listened to
   */
  boolean put(VersionId version, Complaint complaint) {
    return jdbc.sql(PUT)
            .param("version", version.sha256())
            .param("about", complaint.about().value())
            .param("node", complaint.node().value())
            .param("piece", complaint.piece())
            .param("forMillis", properties.believedFor().toMillis())
            .param("max", properties.maxPerNode())
            .update()
        > 0;
  }

  /** Nobody may fill from the node, so another one has to ask the origin. */
  void takeGrant(VersionId version, NodeId about) {
    jdbc.sql(
            """
            delete from fill_grant g using node n
            where g.sha256 = :version and g.node_key = n.node_key and n.id = :about
            """)
        .param("version", version.sha256())
        .param("about", about.value())
        .update();
  }
}
