package peercache.registry.purge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.NodeId;
import peercache.api.OrderReceipt;
import peercache.api.VersionId;
import peercache.registry.node.OrderSource;
import peercache.registry.order.OrderIds;

/**
 * Tells nodes which versions to drop: the parts of the log that they have not confirmed, in order.
 * Before whatever they are told to fill.
 */
@Repository
@Order(0)
class DropOrders implements OrderSource {
  private static final String PREFIX = "drop-";

  /** At a time; with at most a thousand versions each, half a megabyte. */
  private static final int MAX_PARTS = 8;

  private static final String OPEN =
      """
      select v.part, v.sha256
      from purged_version v
      where v.part in (
        select distinct p.part from purged_version p, node n
        where n.id = :node and p.part > n.purged_through
        order by p.part limit :max)
      order by v.part, v.sha256
      """;

  // Only the next one: a node that has confirmed a part has confirmed all before it.
  private static final String CONFIRM =
      """
      update node n set purged_through = :part
      where n.id = :node and n.purged_through < :part
        and exists (select from purged_version v where v.part = :part)
        and not exists (select from purged_version v
                        where v.part > n.purged_through and v.part < :part)
      """;

  private final JdbcClient jdbc;

  DropOrders(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<peercache.api.Order> openFor(NodeId id) {
    var parts = new LinkedHashMap<Long, List<VersionId>>();
    jdbc.sql(OPEN)
        .param("node", id.value())
        .param("max", MAX_PARTS)
        .query((row, _) -> Map.entry(row.getLong("part"), VersionId.of(row.getBytes("sha256"))))
        .list()
        .forEach(found ->
            parts.computeIfAbsent(found.getKey(), _ -> new ArrayList<>()).add(found.getValue()));
    return parts.entrySet().stream()
        .<peercache.api.Order>map(
            part -> new peercache.api.Order.Drop(PREFIX + part.getKey(), part.getValue()))
        .toList();
  }

  @Override
  @Transactional
  public boolean confirm(NodeId id, OrderReceipt receipt) {
    var part = OrderIds.key(PREFIX, receipt.id());
    if (part.isEmpty()) {
      return false;
    }
    switch (receipt.outcome()) {
      case DONE -> {
        jdbc.sql(CONFIRM).param("part", part.getAsLong()).param("node", id.value()).update();
        jdbc.sql(
                """
                delete from purge_failure f using node n
                where f.node_key = n.node_key and n.id = :node and f.part <= n.purged_through
                """)
            .param("node", id.value())
            .update();
      }
      case FAILED ->
          jdbc.sql(
                  """
                  insert into purge_failure (node_key, part, reason)
                  select node_key, :part, :reason from node where id = :node
                  on conflict (node_key, part) do update set reason = excluded.reason
                  """)
              .param("part", part.getAsLong())
              .param("reason", Objects.requireNonNullElse(receipt.reason(), "it did not say why"))
              .param("node", id.value())
              .update();
    }
    return true;
  }
}
