package peercache.node.intermediary;

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
 */
@ConfigurationProperties("peercache.node.intermediary")
record IntermediaryProperties(
    @DefaultValue Map<OriginId, List<String>> hosts,
    @DefaultValue("serve") Mode mode,
    @DefaultValue("4") int maxHops) {

  enum Mode {
    /** The node answers from what it holds, and fills on the way. */
    SERVE,
    /** The caller is sent to the best holder. */
    REDIRECT
  }

  IntermediaryProperties {
    if (maxHops < 1 || maxHops > 100) {
      throw new IllegalArgumentException(
          "peercache.node.intermediary.max-hops must be 1 to 100: " + maxHops);
    }
  }
}
