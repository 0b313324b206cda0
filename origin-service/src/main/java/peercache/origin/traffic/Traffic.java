package peercache.origin.traffic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;
import peercache.origin.routing.Reason;

/** Counts requests by outcome and bytes by receiver. Thread-safe. */
@Component
public final class Traffic {
  private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
  private final Map<Reason, Counter> routes = new EnumMap<>(Reason.class);
  private final Counter toCallers;
  private final Counter toNodes;
  private final Conveyance conveyance = new Conveyance(); // never a tag: there are many versions

  Traffic(MeterRegistry meters) {
    for (Outcome outcome : Outcome.values()) {
      requests.put(
          outcome,
          Counter.builder("peercache.origin.requests")
              .description("Requests for files and versions by what became of them")
              .tag("outcome", outcome.tag())
              .register(meters));
    }
    for (Reason reason : Reason.values()) {
      routes.put(
          reason,
          Counter.builder("peercache.origin.routes")
              .description("Requests for files by why they went to a node or were served here")
              .tag("reason", reason.word())
              .register(meters));
    }
    this.toCallers = bytes(meters, "caller");
    this.toNodes = bytes(meters, "node");
    FunctionCounter.builder(
            "peercache.origin.conveyance.distinct", conveyance, Conveyance::distinctBytes)
        .description("Bytes sent to nodes, of each version at most its size")
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder("peercache.origin.conveyance.ratio", conveyance, Conveyance::ratio)
        .description("Bytes sent to nodes for each distinct one; the aim is 1")
        .register(meters);
  }

  private static Counter bytes(MeterRegistry meters, String receiver) {
    return Counter.builder("peercache.origin.bytes")
        .description("Body bytes sent")
        .baseUnit("bytes")
        .tag("to", receiver)
        .register(meters);
  }

  public void count(Outcome outcome) {
    var counter = requests.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Counts a request for a file that was sent to a node. */
  public void redirected(Reason reason) {
    count(Outcome.REDIRECT);
    countRoute(reason);
  }

  /** Counts a request for a file that the origin serves itself. */
  public void servedHere(Reason reason) {
    count(Outcome.DIRECT);
    countRoute(reason);
  }

  private void countRoute(Reason reason) {
    var counter = routes.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  public void sentToCaller(long bytes) {
    toCallers.increment((double) bytes);
  }

  /**
   * Counts what is sent of a version to the nodes that fill it.
   *
   * @param size of the whole version
   */
  public LongConsumer sentToNodes(VersionId version, long size) {
    var ofVersion = conveyance.of(version, size);
    return bytes -> {
      ofVersion.accept(bytes);
      toNodes.increment((double) bytes);
    };
  }

  /** What was sent of a version to nodes since the start; null if nothing is remembered. */
  public @Nullable ConveyedVersion conveyed(VersionId version) {
    return conveyance.find(version);
  }

  Conveyance conveyance() {
    return conveyance;
  }
}
