package peercache.registry.preheat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.PreheatStatus.Counts;
import peercache.api.PreheatStatus.Item;
import peercache.api.PreheatStatus.ItemState;
import peercache.api.VersionId;
import peercache.api.Zone;

/** Preheats, and how far their orders have come. */
@Repository
class Preheats {
  private static final int BATCH = 5_000;

  /** An order, as the node and its fill say; named {@code s}. */
  private static final String STATES =
      """
      select o.order_key, o.sha256, n.id, f.verified_pieces,
             case when o.outcome = 'done' then 'DONE'
                  when o.ended_at is not null or o.expires_at <= clock_timestamp() then 'FAILED'
                  when f.node_key is not null then 'FILLING'
                  else 'WAITING' end as state,
             case when o.outcome = 'done' then null
                  when o.ended_at is not null then o.reason
                  when o.expires_at <= clock_timestamp() then 'not done in time' end as reason
      from fill_order o
      join node n on n.node_key = o.node_key
      left join filler f on f.sha256 = o.sha256 and f.node_key = o.node_key
        and f.incarnation = n.incarnation and f.expires_at > clock_timestamp()
      where o.purpose = :purpose
      """;

  private final JdbcClient jdbc;

  Preheats(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Preheat(long key, Instant createdAt, Instant expiresAt, int versions, int unplaced) {
    String purpose() {
      return purposeOf(key);
    }
  }

  private static String purposeOf(long key) {
    return "preheat-" + key;
  }

  /** Which live nodes hold which of these versions. */
  Map<VersionId, Set<NodeId>> holders(Collection<VersionId> versions) {
    var holders = new HashMap<VersionId, Set<NodeId>>();
    var all = List.copyOf(versions);
    for (int from = 0; from < all.size(); from += BATCH) {
      var batch = all.subList(from, Math.min(from + BATCH, all.size()));
      jdbc.sql(
              """
              select h.sha256, n.id from holding h join node n using (node_key)
              where h.sha256 = any(:digests) and h.incarnation = n.incarnation
                and n.lease_until > clock_timestamp() and not n.disputed
                and not exists (select from purged_version v
                                where v.sha256 = h.sha256 and v.part > n.purged_through)
              """)
          .param("digests", digests(batch))
          .query((row, _) ->
              Map.entry(VersionId.of(row.getBytes("sha256")), new NodeId(row.getString("id"))))
          .list()
          .forEach(found ->
              holders.computeIfAbsent(found.getKey(), _ -> new HashSet<>()).add(found.getValue()));
    }
    return holders;
  }

  private static byte[][] digests(List<VersionId> versions) {
    return versions.stream().map(VersionId::sha256).toArray(byte[][]::new);
  }

  /**
   * @param zones where they may be, anywhere if empty; null if nodes were named
   * @return the preheat's key
   */
  @Transactional
  long add(
      OriginId origin,
      int versions,
      int unplaced,
      @Nullable List<Zone> zones,
      Duration within,
      List<Placed> placed) {
    long key =
        jdbc.sql(
                """
                insert into preheat (expires_at, versions, unplaced, zones)
                values (clock_timestamp() + :withinMillis * interval '1 millisecond', :versions,
                        :unplaced, :zones)
                returning preheat_key
                """)
            .param("withinMillis", within.toMillis())
            .param("versions", versions)
            .param("unplaced", unplaced)
            .param(
                "zones",
                zones == null ? null : zones.stream().map(Zone::path).toArray(String[]::new))
            .query(Long.class)
            .single();
    for (int from = 0; from < placed.size(); from += BATCH) {
      order(key, origin, placed.subList(from, Math.min(from + BATCH, placed.size())));
    }
    return key;
  }

  private void order(long key, OriginId origin, List<Placed> batch) {
    jdbc.sql(
            """
            insert into fill_order (node_key, sha256, origin, purpose, expires_at, ended_at, outcome)
            select n.node_key, p.sha256, :origin, :purpose,
                   (select expires_at from preheat where preheat_key = :key),
                   case when p.held then clock_timestamp() end, case when p.held then 'done' end
            from unnest(:digests, :nodes, :held) with ordinality as p (sha256, node, held, number)
            join node n on n.id = p.node
            order by p.number
            """)
        .param("origin", origin.value())
        .param("purpose", purposeOf(key))
        .param("key", key)
        .param("digests", digests(batch.stream().map(Placed::version).toList()))
        .param("nodes", batch.stream().map(one -> one.node().value()).toArray(String[]::new))
        .param("held", batch.stream().map(Placed::held).toArray(Boolean[]::new))
        .update();
  }

  Optional<Preheat> find(long key) {
    return jdbc.sql("select * from preheat where preheat_key = :key")
        .param("key", key)
        .query((row, _) ->
            new Preheat(
                key,
                time(row, "created_at"),
                time(row, "expires_at"),
                row.getInt("versions"),
                row.getInt("unplaced")))
        .optional();
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  Counts counts(Preheat preheat) {
    var byState = new HashMap<String, Integer>();
    jdbc.sql("select s.state, count(*)::int as count from (%s) s group by 1".formatted(STATES))
        .param("purpose", preheat.purpose())
        .query((row, _) -> Map.entry(row.getString("state"), row.getInt("count")))
        .list()
        .forEach(count -> byState.put(count.getKey(), count.getValue()));
    return new Counts(
        byState.getOrDefault("WAITING", 0),
        byState.getOrDefault("FILLING", 0),
        byState.getOrDefault("DONE", 0),
        byState.getOrDefault("FAILED", 0));
  }

  List<Item> items(Preheat preheat, int max) {
    return jdbc.sql(
            """
            select s.* from (%s) s
            order by array_position(array['FILLING', 'WAITING', 'FAILED', 'DONE'], s.state),
                     s.order_key
            limit :max
            """
                .formatted(STATES))
        .param("purpose", preheat.purpose())
        .param("max", max)
        .query(Preheats::item)
        .list();
  }

  private static Item item(ResultSet row, int number) throws SQLException {
    var state = ItemState.valueOf(row.getString("state"));
    return new Item(
        VersionId.of(row.getBytes("sha256")),
        new NodeId(row.getString("id")),
        state,
        state == ItemState.FILLING ? row.getInt("verified_pieces") : 0,
        row.getString("reason"));
  }
}
