package peercache.node.membership;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a node that stops does for the network.
 *
 * @param onStop whether it asks to be drained, and waits until others have what it alone holds
 * @param within how long it waits at most, 1 second to 1 hour; whoever stops it must wait longer
 * @param serveOn how long it takes callers after it has left, 0 to 30 seconds: origins know it for
 *     a second more, and who was sent to it is on the way
 */
@ConfigurationProperties("peercache.node.drain")
record DrainProperties(
    @DefaultValue("false") boolean onStop,
    @DefaultValue("30s") Duration within,
    @DefaultValue("2s") Duration serveOn) {
  DrainProperties {
    if (within.toMillis() < 1_000 || within.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "peercache.node.drain.within must be 1s to 1h, but is " + within);
    }
    if (serveOn.isNegative() || serveOn.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException(
          "peercache.node.drain.serve-on must be 0s to 30s, but is " + serveOn);
    }
  }
}
