package peercache.registry.node;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.NodeId;
import peercache.api.NodeJoin;

/**
 * The leases of nodes. They end by the clock of the database, in whose statements they are given
 * and compared: several registries share one PostgreSQL, and their own clocks need not agree. Each
 * change is one statement, so that of two runs of a node the later wins whatever the order.
 */
@Repository
class Leases {
  /** A run that left and comes back has to confirm again what it holds. */
  private static final String FORGET_DEPARTED =
      """
      with gone as (select node_key, incarnation from node
                    where id = :id and incarnation = :incarnation and departed),
           holdings as (delete from holding h using gone where h.node_key = gone.node_key),
           fillers as (delete from filler f using gone where f.node_key = gone.node_key),
           grants as (delete from fill_grant g using gone where g.node_key = gone.node_key)
      delete from holding_report r using gone where r.node_key = gone.node_key
      """;

  /** A run that stops asks for a drain that is its own. */
  private static final String FORGET_OWN_DRAIN =
      """
      delete from drain d using node n
      where d.node_key = n.node_key and d.by_node
        and n.id = :id and n.incarnation < :incarnation
      """;

  private static final String JOIN =
      """
      insert into node (id, base_uri, internal_uri, zone, capacity_bytes, max_bytes_per_second,
                        incarnation, lease_until)
      values (:id, :baseUri, :internalUri, :zone, :capacity, :maxRate, :incarnation,
              clock_timestamp() + :leaseMillis * interval '1 millisecond')
      on conflict (id) do update set
        base_uri = excluded.base_uri, internal_uri = excluded.internal_uri,
        zone = excluded.zone,
        capacity_bytes = excluded.capacity_bytes,
        max_bytes_per_second = excluded.max_bytes_per_second,
        incarnation = excluded.incarnation, lease_until = excluded.lease_until, departed = false,
        disputed = node.disputed and node.incarnation = excluded.incarnation,
        draining = exists (select from drain d where d.node_key = node.node_key)
      where node.incarnation <= excluded.incarnation
      returning not exists (
        select from holding_report r
        where r.node_key = node.node_key and r.incarnation = node.incarnation and r.complete)
      """;

  /** Whoever joins is called back as soon as possible. */
  private static final String CHECK =
      """
      insert into node_check (node_key, due_at)
      select node_key, clock_timestamp() from node where id = :id
      on conflict (node_key) do update set due_at = excluded.due_at
      """;

  /** Who says good-bye is not lost. */
  private static final String NOT_LOST =
      """
      update node_check c set lost = true from node n
      where n.node_key = c.node_key and n.id = :id and n.incarnation = :incarnation
      """;

  private static final String LEAVE =
      """
      update node set departed = true, lease_until = clock_timestamp(), bytes_per_second = 0,
                      fills = 0, gone_at = clock_timestamp()
      where id = :id and incarnation = :incarnation
      """;

  private final JdbcClient jdbc;
  private final long leaseMillis;

  Leases(JdbcClient jdbc, LeaseProperties properties) {
    this.jdbc = jdbc;
    this.leaseMillis = millis(properties.lease());
  }

  /**
   * @return whether the inventory of this run is wanted; nothing if a later run has joined
   */
  @Transactional
  Optional<Boolean> join(NodeId id, NodeJoin join) {
    jdbc.sql(FORGET_DEPARTED)
        .param("id", id.value())
        .param("incarnation", join.incarnation())
        .update();
    jdbc.sql(FORGET_OWN_DRAIN)
        .param("id", id.value())
        .param("incarnation", join.incarnation())
        .update();
    return jdbc.sql(JOIN)
        .param("id", id.value())
        .param("baseUri", join.baseUri().toString())
        .param("internalUri", Objects.toString(join.internalUri(), null))
        .param("zone", join.zone().path())
        .param("capacity", join.capacityBytes())
        .param("maxRate", join.maxBytesPerSecond())
        .param("incarnation", join.incarnation())
        .param("leaseMillis", leaseMillis)
        .query(Boolean.class)
        .optional();
  }

  /** Not together with the join: checks lock their own rows first, and the node's after them. */
  void checkSoon(NodeId id) {
    jdbc.sql(CHECK).param("id", id.value()).update();
  }

  /**
   * @return false if this run is not a member
   */
  boolean leave(NodeId id, long incarnation) {
    jdbc.sql(NOT_LOST).param("id", id.value()).param("incarnation", incarnation).update();
    return jdbc.sql(LEAVE).param("id", id.value()).param("incarnation", incarnation).update() > 0;
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }
}
