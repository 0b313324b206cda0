package peercache.node.intermediary;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.api.OriginId;

/**
 * The node as an intermediate between callers and origins. Without hosts it is none.
 *
 * @param hosts the names, each with a port or without, under which callers know an origin, by
 *     origin id; without a port it is the scheme's default port
 * @param mode what becomes of a request for a file
 * @param maxHops a request that passed more intermediates than this is refused
 * @param stallTimeout how long an origin to which a request was passed on may send and take
 *     nothing; never a limit for a whole transfer
 * @param maxConnectionsPerOrigin connections for requests that are passed on
 * @param maxWaitingPerOrigin requests that may wait for one of them; more are refused at once
 * @param maxWait how long one may wait before it is refused too
 */
@ConfigurationProperties("peercache.node.intermediary")
record IntermediaryProperties(
    @DefaultValue Map<OriginId, List<String>> hosts,
    @DefaultValue("serve") Mode mode,
    @DefaultValue("4") int maxHops,
    @DefaultValue("30s") Duration stallTimeout,
    @DefaultValue("64") int maxConnectionsPerOrigin,
    @DefaultValue("256") int maxWaitingPerOrigin,
    @DefaultValue("30s") Duration maxWait) {
  private static final String PREFIX = "peercache.node.intermediary.";

  enum Mode {
    /** The node answers from what it holds, and fills on the way. */
    SERVE,
    /** The caller is sent to the best holder. */
    REDIRECT
  }

  IntermediaryProperties {
    requireWithin("max-hops", maxHops, 100);
    requireWithin("max-connections-per-origin", maxConnectionsPerOrigin, 1_000);
    requireWithin("max-waiting-per-origin", maxWaitingPerOrigin, 10_000);
    requirePositive("stall-timeout", stallTimeout);
    requirePositive("max-wait", maxWait);
  }

  private static void requirePositive(String property, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(PREFIX + property + " must be more than 0: " + value);
    }
  }

  private static void requireWithin(String property, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(PREFIX + property + " must be 1 to " + max + ": " + value);
    }
  }
}
