package peercache.registry.preheat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;

/** What was to be on nodes that are gone, where the preheat names no nodes but places. */
@Repository
class StrandedItems {
  /** A node that only starts again is back before. */
  private static final String GONE =
      "(n.departed or n.lease_until < clock_timestamp() - interval '15 seconds')";

  private static final String FIND =
      """
      select o.order_key, n.node_key, n.zone, o.sha256, p.zones,
             coalesce((select max(h.size) from holding h where h.sha256 = o.sha256), 0) as size,
             array(select m.id from fill_order x join node m using (node_key)
                   where x.purpose = o.purpose and x.sha256 = o.sha256) as nodes
      from node n
      join fill_order o on o.node_key = n.node_key
        and o.ended_at is null and o.expires_at > clock_timestamp()
      join preheat p on o.purpose = 'preheat-' || p.preheat_key
      where p.zones is not null and %s
      order by o.order_key limit :max
      """
          .formatted(GONE);

  // Whoever was faster, another registry or the node itself, is right.
  private static final String MOVE =
      """
      update fill_order o
      set node_key = t.node_key,
          ended_at = case when :held then clock_timestamp() end,
          outcome = case when :held then 'done' end
      from node n, node t
      where o.order_key = :key and o.ended_at is null and o.node_key = :from
        and n.node_key = o.node_key and %s and t.id = :to
      """
          .formatted(GONE);

  private final JdbcClient jdbc;

  StrandedItems(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param nodeKey of the node that is gone
   * @param place where it may be instead; anywhere if null
   * @param size 0 where it is not known
   * @param nodes that have to do with the version by this preheat, the one that is gone as well
   */
  record Stranded(
      long order,
      int nodeKey,
      VersionId version,
      @Nullable Zone place,
      long size,
      Set<NodeId> nodes) {}

  /** Oldest first. */
  List<Stranded> find(int max) {
    return jdbc.sql(FIND).param("max", max).query((row, _) -> stranded(row)).list();
  }

  private static Stranded stranded(ResultSet row) throws SQLException {
    return new Stranded(
        row.getLong("order_key"),
        row.getInt("node_key"),
        VersionId.of(row.getBytes("sha256")),
        narrowest(words(row, "zones").map(Zone::new), new Zone(row.getString("zone"))).orElse(null),
        row.getLong("size"),
        words(row, "nodes").map(NodeId::new).collect(Collectors.toUnmodifiableSet()));
  }

  /** The one of these that the node was chosen for. */
  private static Optional<Zone> narrowest(Stream<Zone> zones, Zone of) {
    return zones
        .filter(zone -> new PreheatPlacement(zone, 1).isWithin(of))
        .max(Comparator.comparingInt(zone -> zone.path().length()));
  }

  private static Stream<String> words(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray());
  }

  /**
   * @param held whether the other node holds the version already
   * @return false if it is not stranded any more
   */
  boolean move(Stranded item, NodeId to, boolean held) {
    return jdbc.sql(MOVE)
            .param("key", item.order())
            .param("from", item.nodeKey())
            .param("to", to.value())
            .param("held", held)
            .update()
        > 0;
  }
}
