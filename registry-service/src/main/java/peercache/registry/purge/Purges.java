package peercache.registry.purge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.NodeId;
import peercache.api.Order.Drop;
import peercache.api.PurgeStatus.NodeReceipt;
import peercache.api.PurgeStatus.Receipt;
import peercache.api.VersionId;
import peercache.registry.refusal.Refusal;

/**
 * The log of what was purged. As soon as a purge is in it, no node counts for its versions until
 * that node has confirmed: where candidates are looked for, such nodes are left out.
 */
@Repository
class Purges {
  /** Purges become visible in the order of their parts: who writes one waits for who wrote last. */
  private static final long WRITE_LOCK = 7_305_418_266_091L;

  // A lost node counts for nothing, whatever it has confirmed.
  private static final String SETTLE =
      """
      update purge p set done_at = clock_timestamp()
      where p.done_at is null and not exists (
        select from node n
        where n.lease_until > clock_timestamp() and n.purged_through < p.last_part)
      """;

  private static final String RECEIPTS =
      """
      select n.id, n.purged_through >= :last as confirmed,
             n.lease_until <= clock_timestamp() as lost,
             (select f.reason from purge_failure f
              where f.node_key = n.node_key and f.part > n.purged_through and f.part <= :last
              order by f.part limit 1) as reason
      from node n order by n.id
      """;

  private final JdbcClient jdbc;

  Purges(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param lastPart 0 for a purge of nothing
   */
  record Purge(
      long key, Instant createdAt, @Nullable Instant doneAt, int versions, long lastPart) {}

  /**
   * Whoever is the only one to be asked for a version may not be believed any more, so the grants
   * end too, and orders to fill what was purged later.
   *
   * @param max versions in all purges that are remembered
   * @return the purge's key
   */
  @Transactional
  long add(List<VersionId> versions, int max) {
    jdbc.sql("select pg_advisory_xact_lock(:lock)").param("lock", WRITE_LOCK).query().singleRow();
    long remembered =
        jdbc.sql("select coalesce(sum(versions), 0) from purge").query(Long.class).single();
    if (remembered + versions.size() > max) {
      throw new Refusal.Busy(
          "%d purged versions are remembered, and at most %d may be".formatted(remembered, max));
    }
    long key =
        jdbc.sql("insert into purge (versions, last_part) values (:count, 0) returning purge_key")
            .param("count", versions.size())
            .query(Long.class)
            .single();
    for (int from = 0; from < versions.size(); from += Drop.MAX_DROPPED) {
      var part = versions.subList(from, Math.min(from + Drop.MAX_DROPPED, versions.size()));
      addPart(key, part.stream().map(VersionId::sha256).toArray(byte[][]::new));
    }
    return key;
  }

  private void addPart(long key, byte[][] digests) {
    long part = jdbc.sql("select nextval('purge_part')").query(Long.class).single();
    jdbc.sql("update purge set last_part = :part where purge_key = :key")
        .param("part", part)
        .param("key", key)
        .update();
    jdbc.sql(
            """
            insert into purged_version (part, sha256, purge_key)
            select :part, v.sha256, :key from unnest(:digests) as v (sha256)
            """)
        .param("part", part)
        .param("key", key)
        .param("digests", digests)
        .update();
    jdbc.sql("delete from fill_grant where sha256 = any(:digests)")
        .param("digests", digests)
        .update();
    jdbc.sql(
            """
            update fill_order set ended_at = clock_timestamp(), outcome = 'failed',
                                  reason = 'purged'
            where sha256 = any(:digests) and ended_at is null
            """)
        .param("digests", digests)
        .update();
  }

  int running() {
    return jdbc.sql("select count(*) from purge where done_at is null")
        .query(Integer.class)
        .single();
  }

  Optional<Purge> find(long key) {
    return jdbc.sql(
            """
            select purge_key, created_at, done_at, versions, last_part from purge
            where purge_key = :key
            """)
        .param("key", key)
        .query(Purges::purge)
        .optional();
  }

  private static Purge purge(ResultSet row, int number) throws SQLException {
    return new Purge(
        row.getLong("purge_key"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("done_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant)
            .orElse(null),
        row.getInt("versions"),
        row.getLong("last_part"));
  }

  /** What each node that is known said of the purge. */
  List<NodeReceipt> receipts(Purge purge) {
    return jdbc.sql(RECEIPTS).param("last", purge.lastPart()).query(Purges::receipt).list();
  }

  private static NodeReceipt receipt(ResultSet row, int number) throws SQLException {
    var id = new NodeId(row.getString("id"));
    if (row.getBoolean("confirmed")) {
      return new NodeReceipt(id, Receipt.CONFIRMED, null);
    }
    if (row.getBoolean("lost")) {
      return new NodeReceipt(id, Receipt.FENCED, null);
    }
    String reason = row.getString("reason");
    return new NodeReceipt(id, reason == null ? Receipt.WAITING : Receipt.FAILED, reason);
  }

  /**
   * Notes which purges are done.
   *
   * @return how many became so
   */
  int settle() {
    return jdbc.sql(SETTLE).update();
  }

  /**
   * Forgets purges that are older.
   *
   * @param batch at most so many
   */
  int forget(long olderThanMillis, int batch) {
    return jdbc.sql(
            """
            delete from purge where purge_key = any(array(
              select purge_key from purge
              where created_at < clock_timestamp() - :millis * interval '1 millisecond'
              order by purge_key limit :batch for update skip locked))
            """)
        .param("millis", olderThanMillis)
        .param("batch", batch)
        .update();
  }
}
