package peercache.node.limits;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import peercache.content.RateLimit;

/**
 * What this node takes of its links for the network's own sake.
 *
 * @param fills what all fills together receive
 * @param peers what is sent to all other nodes together
 */
@ConfigurationProperties("peercache.node.limits")
record LimitsProperties(@DefaultValue Bandwidth fills, @DefaultValue Bandwidth peers) {
  /**
   * @param maxBytesPerSecond none: no limit
   */
  record Bandwidth(@Nullable DataSize maxBytesPerSecond) {
    Bandwidth {
      if (maxBytesPerSecond != null
          && maxBytesPerSecond.toBytes() < RateLimit.MIN_BYTES_PER_SECOND) {
        throw new IllegalArgumentException(
            "max-bytes-per-second in peercache.node.limits must be at least 64KB: "
                + maxBytesPerSecond);
      }
    }
  }
}
