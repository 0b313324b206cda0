package peercache.node.content;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/** What this node counts of its requests. */
final class NodeMetrics {
  /** How a request ended. */
  enum Outcome {
    HIT,
    /** Joined a fill. */
    FILLING,
    /** Started a fill. */
    MISS,
    /** Redirected to the origin. */
    SENT_BACK,
    /** Neither this node nor the origin can serve it now, or the caller may not. */
    REFUSED,
    NOT_FOUND,
    BAD_REQUEST,
    /** Served from the origin, and not kept. */
    PASSED_THROUGH,
    /** Served from another node, and not kept. */
    RELAYED
  }

  private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
  private final LongConsumer toCallers;
  private final LongConsumer toPeers;

  NodeMetrics(MeterRegistry registry) {
    for (var outcome : Outcome.values()) {
      String tag = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
      requests.put(
          outcome,
          Counter.builder("peercache.node.requests").tag("outcome", tag).register(registry));
    }
    toCallers = bytes(registry, "caller")::increment;
    toPeers = bytes(registry, "peer")::increment;
  }

  private static Counter bytes(MeterRegistry registry, String to) {
    return Counter.builder("peercache.node.bytes.served").tag("to", to).register(registry);
  }

  void count(Outcome outcome) {
    Objects.requireNonNull(requests.get(outcome)).increment();
  }

  LongConsumer served(boolean peer) {
    return peer ? toPeers : toCallers;
  }
}
