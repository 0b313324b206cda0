package peercache.registry.node;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.registry.refusal.Refusal;

/** Which run of a node counts. */
@Repository
public class Runs {
  private final JdbcClient jdbc;

  Runs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Where a node is, if this run of it is a member.
   *
   * @throws Refusal if it is not
   */
  public Zone zoneOf(NodeId id, long incarnation) {
    return jdbc.sql(
            """
            select zone from node
            where id = :id and incarnation = :incarnation and not departed
            """)
        .param("id", id.value())
        .param("incarnation", incarnation)
        .query(String.class)
        .optional()
        .map(Zone::new)
        .orElseThrow(() -> refusal(id, incarnation));
  }

  /**
   * Why a statement found no running node to work on; asked only after that happened.
   *
   * @return that a later run replaced this one; or that the node is to join: it never did, it left,
   *     or this database has never heard of this run
   */
  public Refusal refusal(NodeId id, long incarnation) {
    return jdbc.sql("select incarnation from node where id = :id")
        .param("id", id.value())
        .query(Long.class)
        .optional()
        .filter(running -> running > incarnation)
        .<Refusal>map(running -> new Refusal.OldIncarnation(id, incarnation, running))
        .orElseGet(() -> new Refusal.UnknownNode(id));
  }
}
