package peercache.registry.node;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the registries look after nodes, all of them together.
 *
 * @param enabled without it nodes are named whether anybody reaches them or not
 * @param every how often each node is asked for bytes, 100 ms to 1 min; a node that does not serve
 *     is found out in this time and twice {@code timeout}
 * @param timeout how long it may take to send them, 50 ms to 10 s
 * @param maxPerSecond checks of all nodes by one registry, 1 to 10,000; with more nodes than this
 *     allows each is asked more seldom, and those that somebody had trouble with first
 */
@ConfigurationProperties("peercache.registry.check")
public record CheckProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1500ms") Duration every,
    @DefaultValue("1s") Duration timeout,
    @DefaultValue("500") int maxPerSecond) {
  public CheckProperties {
    if (every.toMillis() < 100 || every.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("peercache.registry.check.every must be 100ms to 1m");
    }
    if (timeout.toMillis() < 50 || timeout.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException("peercache.registry.check.timeout must be 50ms to 10s");
    }
    if (maxPerSecond < 1 || maxPerSecond > 10_000) {
      throw new IllegalArgumentException(
          "peercache.registry.check.max-per-second must be 1 to 10000");
    }
  }
}
