package peercache.registry.drain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.api.Zone;

/** What draining nodes alone hold, and who is told to fill it. */
@Repository
class HandOver {
  /** Nobody stands in for a node that is itself about to go, or has not confirmed a purge. */
  private static final String LAST_COPIES =
      """
      from node n join holding h on h.node_key = n.node_key and h.incarnation = n.incarnation
      where n.node_key = :node
        and not exists (
          select from holding o join node m on m.node_key = o.node_key
          where o.sha256 = h.sha256 and o.node_key <> h.node_key and o.incarnation = m.incarnation
            and m.lease_until > clock_timestamp() and not m.draining and not m.disputed
            and not exists (select from purged_version v
                            where v.sha256 = o.sha256 and v.part > m.purged_through))
        and not exists (select from purged_version v
                        where v.sha256 = h.sha256 and v.part > n.purged_through)
      """;

  private static final String NOT_TOLD =
      """
      select h.sha256, h.size,
             coalesce(w.origin, (select min(id) from origin having count(*) = 1)) as origin
      """
          + LAST_COPIES.replace(
              "where n.node_key",
              "left join version_origin w on w.sha256 = h.sha256\nwhere n.node_key")
          + """
            and not exists (
              select from fill_order f
              where f.sha256 = h.sha256 and f.purpose = :purpose and f.ended_at is null
                and f.expires_at > clock_timestamp())
          limit :max
          """;

  // Of several registries one looks after a node at a time.
  private static final String DRAINING =
      """
      select n.node_key, n.id, n.zone from drain d join node n using (node_key)
      where d.drained_at is null and n.lease_until > clock_timestamp()
      """;

  private final JdbcClient jdbc;

  HandOver(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A node that is being drained. */
  record Leaver(int nodeKey, NodeId id, Zone zone) {
    String purpose() {
      return "drain-" + nodeKey;
    }
  }

  /**
   * A version that one node alone holds.
   *
   * @param origin nothing if nobody knows whose it is
   */
  record LastCopy(VersionId version, long size, Optional<OriginId> origin) {}

  List<Leaver> leavers() {
    return jdbc.sql(DRAINING)
        .query((row, _) ->
            new Leaver(
                row.getInt("node_key"),
                new NodeId(row.getString("id")),
                new Zone(row.getString("zone"))))
        .list();
  }

  int lastCopies(Leaver leaver) {
    return jdbc.sql("select count(*) " + LAST_COPIES)
        .param("node", leaver.nodeKey())
        .query(Integer.class)
        .single();
  }

  /** Last copies that nobody was told to fill. */
  List<LastCopy> notTold(Leaver leaver, int max) {
    return jdbc.sql(NOT_TOLD)
        .param("node", leaver.nodeKey())
        .param("purpose", leaver.purpose())
        .param("max", max)
        .query((row, _) ->
            new LastCopy(
                VersionId.of(row.getBytes("sha256")),
                row.getLong("size"),
                Optional.ofNullable(row.getString("origin")).map(OriginId::new)))
        .list();
  }

  int toldAndOpen(Leaver leaver) {
    return jdbc.sql(
            """
            select count(*) from fill_order
            where purpose = :purpose and ended_at is null and expires_at > clock_timestamp()
            """)
        .param("purpose", leaver.purpose())
        .query(Integer.class)
        .single();
  }

  /** Who could not fill the version lately. */
  Set<NodeId> failedLately(Leaver leaver, VersionId version) {
    return Set.copyOf(
        jdbc.sql(
                """
                select n.id from fill_order f join node n using (node_key)
                where f.purpose = :purpose and f.sha256 = :version and f.outcome = 'failed'
                  and f.ended_at > clock_timestamp() - interval '30 seconds'
                """)
            .param("purpose", leaver.purpose())
            .param("version", version.sha256())
            .query((row, _) -> new NodeId(row.getString("id")))
            .set());
  }

  /**
   * @return whether the node is drained by that: nothing is left, and who knew of it from before
   *     does not send callers to it any more
   */
  boolean note(Leaver leaver, int lastCopies, long settleMillis) {
    return jdbc.sql(
            """
            update drain set last_copies = :lastCopies,
              drained_at = case when :lastCopies = 0
                  and since < clock_timestamp() - :settleMillis * interval '1 millisecond'
                then clock_timestamp() end
            where node_key = :node and drained_at is null
            returning drained_at is not null
            """)
        .param("lastCopies", lastCopies)
        .param("settleMillis", settleMillis)
        .param("node", leaver.nodeKey())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }
}
