package peercache.node.membership;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a node that stops does for the network.
 *
 * @param onStop whether it asks to be drained, and waits until others have what it alone holds
 * @param within how long it waits at most, 1 second to 1 hour; whoever stops it must wait longer
 */
@ConfigurationProperties("peercache.node.drain")
record DrainProperties(
    @DefaultValue("false") boolean onStop, @DefaultValue("30s") Duration within) {
  DrainProperties {
    if (within.toMillis() < 1_000 || within.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "peercache.node.drain.within must be 1s to 1h, but is " + within);
    }
  }
}
