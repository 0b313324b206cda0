package peercache.origin.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import peercache.content.RateLimit;

/** The limits that were configured for this origin. Thread-safe. */
@Component
public final class Limits {
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(LimitsProperties.class)
  static class Properties {}

  private final ReadSlots versionReads;
  private final @Nullable RateLimit toNodes;
  private final @Nullable RateLimit toCallers;

  Limits(LimitsProperties properties, Ticker ticker, MeterRegistry meters) {
    var fills = properties.fills();
    this.versionReads = new ReadSlots(fills.maxReads(), fills.maxReadsPerNode());
    this.toNodes = rate(fills.maxBytesPerSecond(), ticker);
    this.toCallers = rate(properties.callers().maxBytesPerSecond(), ticker);
    Gauge.builder("peercache.origin.fills.reads", versionReads, ReadSlots::taken)
        .description("Reads of versions by nodes at this moment")
        .register(meters);
  }

  private static @Nullable RateLimit rate(@Nullable DataSize bytesPerSecond, Ticker ticker) {
    return bytesPerSecond == null ? null : new RateLimit(bytesPerSecond.toBytes(), ticker::read);
  }

  /**
   * Lets a node read a version's bytes, or not.
   *
   * @param node who reads, by whatever name it is known
   */
  public Admission admit(String node) {
    return versionReads.admit(node);
  }

  /** What all nodes share; null for no limit. */
  public @Nullable RateLimit toNodes() {
    return toNodes;
  }

  /** What all callers share whom the origin serves itself; null for no limit. */
  public @Nullable RateLimit toCallers() {
    return toCallers;
  }
}
