package peercache.node.orders;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.RegistryApi;
import peercache.edge.Outcomes;
import peercache.node.fill.FillOutcome;
import peercache.node.fill.Fills;
import peercache.node.membership.Departure;
import peercache.node.membership.NodeIdentity;
import peercache.node.membership.OrderTaker;
import peercache.node.registry.RegistryException;

/**
 * Carries out orders, each on a thread of its own, and confirms them. Nothing is remembered of an
 * order but that it is being carried out: one whose receipt the registry did not get comes again,
 * and is found to be done. Thread-safe.
 */
@Component
final class Orders implements OrderTaker {
  private static final Logger log = LoggerFactory.getLogger(Orders.class);

  /** More come when some of these are done. */
  private static final int MAX_AT_ONCE = 64;

  private final Fills fills;
  private final RegistryApi registry;
  private final NodeIdentity node;
  private final ObjectProvider<Departure> departures;
  private final Outcomes outcomes;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("order-", 1).factory());
  private volatile boolean closed;

  Orders(
      Fills fills,
      RegistryApi registry,
      NodeIdentity node,
      ObjectProvider<Departure> departures,
      MeterRegistry meters) {
    this.fills = fills;
    this.registry = registry;
    this.node = node;
    this.departures = departures;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.node.orders",
            "What the registry told this node to do",
            "done",
            "failed");
  }

  @Override
  public void take(List<Order> orders) {
    for (var order : orders) {
      if (!closed && underWay.size() < MAX_AT_ONCE && underWay.add(order.id())) {
        threads.execute(() -> carryOutOnce(order));
      }
    }
  }

  private void carryOutOnce(Order order) {
    try {
      var receipt = carryOut(order);
      if (receipt.isPresent() && !closed) {
        confirm(receipt.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.remove(order.id());
    }
  }

  /**
   * @return nothing if the order is none for this node
   */
  private Optional<OrderReceipt> carryOut(Order order) throws InterruptedException {
    return switch (order) {
      case Order.Fill fill -> fill(fill);
      case Order.Drop drop -> drop(drop);
      case Order.Leave _ -> {
        departures.forEach(Departure::depart);
        yield Optional.empty();
      }
      case Order.Unknown(var id) -> {
        log.debug("order {} is of a kind that this node does not know", id);
        yield Optional.empty();
      }
    };
  }

  /** Comes again if the network does not know yet that the version is here. */
  private Optional<OrderReceipt> fill(Order.Fill order) throws InterruptedException {
    var refused = fills.bringIn(order.origin(), order.version());
    if (refused.isPresent()) {
      return Optional.of(OrderReceipt.failed(order.id(), reason(refused.get())));
    }
    return fills.isKnown() ? Optional.of(OrderReceipt.done(order.id())) : Optional.empty();
  }

  /** Comes again if the network does not know yet that the versions are gone. */
  private Optional<OrderReceipt> drop(Order.Drop order) throws InterruptedException {
    try {
      return fills.purge(order.versions())
          ? Optional.of(OrderReceipt.done(order.id()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(OrderReceipt.failed(order.id(), "the disk failed: " + e));
    }
  }

  private static String reason(FillOutcome.Refused refused) {
    return refused.fault().tag() + ": " + refused.detail();
  }

  private void confirm(OrderReceipt receipt) {
    try {
      registry.confirm(node.id(), new OrderReceipts(node.incarnation(), List.of(receipt)));
      outcomes.count(receipt.outcome().name().toLowerCase(Locale.ROOT));
    } catch (RegistryException e) {
      log.debug("the registry did not get the receipt of {}: {}", receipt.id(), e.toString());
    }
  }

  @PreDestroy
  void close() {
    closed = true;
    threads.shutdownNow();
  }
}
