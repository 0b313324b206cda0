package peercache.node.limits;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import peercache.content.RateLimit;

/** The limits that were configured for this node. Thread-safe. */
@Component
public final class Limits {
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(LimitsProperties.class)
  static class Properties {}

  /** With more in the queue, a peer would take the node for one that stalls. */
  private static final long MAX_BACKLOG_NANOS = 2_000_000_000L;

  private final @Nullable RateLimit toPeers;
  private final Intake intake;

  Limits(LimitsProperties properties) {
    this.toPeers = rate(properties.peers());
    this.intake = new Intake(rate(properties.fills()));
  }

  private static @Nullable RateLimit rate(LimitsProperties.Bandwidth bandwidth) {
    var rate = bandwidth.maxBytesPerSecond();
    return rate == null ? null : new RateLimit(rate.toBytes(), System::nanoTime);
  }

  /** What all other nodes share that are sent something; null for no limit. */
  public @Nullable RateLimit toPeers() {
    return toPeers;
  }

  /** Whether so many other nodes are served that another one had better come again. */
  public boolean isFullOfPeers() {
    return toPeers != null && toPeers.backlogNanos() > MAX_BACKLOG_NANOS;
  }

  /** What all fills share. */
  public Intake intake() {
    return intake;
  }
}
