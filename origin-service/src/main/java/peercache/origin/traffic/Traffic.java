package peercache.origin.traffic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;

/** Counts requests by outcome and bytes by receiver. Thread-safe. */
@Component
public final class Traffic {
  private static final int MAX_VERSIONS = 100_000;

  private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
  private final Counter toCallers;
  private final Counter toNodes;
  // Never a tag: there are too many versions. The least used are forgotten.
  private final Cache<VersionId, LongAdder> conveyed =
      Caffeine.newBuilder().maximumSize(MAX_VERSIONS).executor(Runnable::run).build();

  Traffic(MeterRegistry meters) {
    for (Outcome outcome : Outcome.values()) {
      requests.put(
          outcome,
          Counter.builder("peercache.origin.requests")
              .description("Requests for files and versions by what became of them")
              .tag("outcome", outcome.tag())
              .register(meters));
    }
    this.toCallers = bytes(meters, "caller");
    this.toNodes = bytes(meters, "node");
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

  public void sentToCaller(long bytes) {
    toCallers.increment((double) bytes);
  }

  /** Counts what is sent of a version to the nodes that fill it. */
  public LongConsumer sentToNodes(VersionId version) {
    var ofVersion = conveyed.get(version, id -> new LongAdder());
    return bytes -> {
      ofVersion.add(bytes);
      toNodes.increment((double) bytes);
    };
  }

  /** Bytes of a version sent to nodes since the start, as far as remembered. */
  public long conveyed(VersionId version) {
    var known = conveyed.getIfPresent(version);
    return known == null ? 0 : known.sum();
  }
}
