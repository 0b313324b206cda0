package peercache.origin.limits;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import peercache.content.RateLimit;

/** What the origin gives, to the nodes that fill and to the callers whom it serves itself. */
@Validated
@ConfigurationProperties("peercache.origin")
record LimitsProperties(@DefaultValue @Valid Fills fills, @DefaultValue @Valid Callers callers) {
  /**
   * @param maxReads of versions by nodes at once; more are answered with 503
   * @param maxReadsPerNode the same for one node; more are answered with 429
   * @param maxBytesPerSecond to all nodes together; none: no limit
   */
  record Fills(
      @DefaultValue("256") @Min(1) @Max(100_000) int maxReads,
      @DefaultValue("64") @Min(1) @Max(100_000) int maxReadsPerNode,
      @Nullable DataSize maxBytesPerSecond) {
    Fills {
      requireLawful("fills", maxBytesPerSecond);
    }
  }

  /**
   * @param maxBytesPerSecond of files to all callers together; none: no limit
   */
  record Callers(@Nullable DataSize maxBytesPerSecond) {
    Callers {
      requireLawful("callers", maxBytesPerSecond);
    }
  }

  private static void requireLawful(String whose, @Nullable DataSize rate) {
    if (rate != null && rate.toBytes() < RateLimit.MIN_BYTES_PER_SECOND) {
      throw new IllegalArgumentException(
          "peercache.origin.%s.max-bytes-per-second must be at least 64KB: %s"
              .formatted(whose, rate));
    }
  }
}
