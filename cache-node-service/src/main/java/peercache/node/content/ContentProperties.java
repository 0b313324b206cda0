package peercache.node.content;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this node answers for files whose version it does not know by heart.
 *
 * @param freshness how long a file's current version is believed without asking its origin; 0 asks
 *     each time
 * @param staleIfError how long after it was last confirmed a version is served while the origin
 *     does not answer
 */
@Validated
@ConfigurationProperties("peercache.node")
record ContentProperties(
    @DefaultValue("1s") Duration freshness, @DefaultValue("1d") Duration staleIfError) {

  @AssertTrue(message = "peercache.node.freshness and stale-if-error must not be negative") boolean isOrdered() {
    return !freshness.isNegative() && !staleIfError.isNegative();
  }
}
