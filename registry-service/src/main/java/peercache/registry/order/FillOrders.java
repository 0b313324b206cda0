package peercache.registry.order;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.edge.Outcomes;
import peercache.registry.node.OrderSource;

/**
 * Orders to fill. They are kept in the database, so they outlive a registry, and expire by its
 * clock. A node that is lost meanwhile gets them when it comes back, unless they have expired, or
 * whoever gave them has given them to another node.
 */
@Repository
public class FillOrders implements OrderSource {
  private static final String PREFIX = "fill-";

  private final JdbcClient jdbc;
  private final OrderProperties properties;
  private final Outcomes outcomes;

  FillOrders(JdbcClient jdbc, OrderProperties properties, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.properties = properties;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.fill.orders",
            "Fills that nodes were told to do",
            "given",
            "done",
            "failed");
  }

  /**
   * Tells a node to hold a version. A node that was told so for the same purpose, and has not
   * confirmed it yet, has more time.
   *
   * @param within after which the order counts no more
   * @param purpose of the feature that gives it, at most 100 characters
   * @return false if nobody knows the node
   */
  public boolean give(
      NodeId node, OriginId origin, VersionId version, Duration within, String purpose) {
    boolean given =
        jdbc.sql(
                    """
                    insert into fill_order (node_key, sha256, origin, purpose, expires_at)
                    select node_key, :version, :origin, :purpose,
                           clock_timestamp() + :withinMillis * interval '1 millisecond'
                    from node where id = :node
                    on conflict (node_key, sha256, purpose) where ended_at is null do update set
                      expires_at = greatest(fill_order.expires_at, excluded.expires_at)
                    """)
                .param("node", node.value())
                .param("origin", origin.value())
                .param("version", version.sha256())
                .param("withinMillis", within.toMillis())
                .param("purpose", purpose)
                .update()
            > 0;
    if (given) {
      outcomes.count("given");
    }
    return given;
  }

  @Override
  public List<Order> openFor(NodeId id) {
    return jdbc.sql(
            """
            select o.order_key, o.origin, o.sha256 from fill_order o join node n using (node_key)
            where n.id = :node and o.ended_at is null and o.expires_at > clock_timestamp()
            order by o.order_key limit :max
            """)
        .param("node", id.value())
        .param("max", properties.fillsAtOnce())
        .<Order>query((row, _) ->
            new Order.Fill(
                PREFIX + row.getLong("order_key"),
                new OriginId(row.getString("origin")),
                VersionId.of(row.getBytes("sha256"))))
        .list();
  }

  @Override
  public boolean confirm(NodeId id, OrderReceipt receipt) {
    var key = OrderIds.key(PREFIX, receipt.id());
    if (key.isEmpty()) {
      return false;
    }
    String outcome = receipt.outcome().name().toLowerCase(Locale.ROOT);
    int ended =
        jdbc.sql(
                """
                update fill_order o set ended_at = clock_timestamp(), outcome = :outcome,
                                        reason = :reason
                from node n
                where o.order_key = :key and o.node_key = n.node_key and n.id = :node
                  and o.ended_at is null
                """)
            .param("outcome", outcome)
            .param("reason", receipt.reason())
            .param("key", key.getAsLong())
            .param("node", id.value())
            .update();
    if (ended > 0) {
      outcomes.count(outcome);
    }
    return true;
  }
}
