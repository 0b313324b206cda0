package peercache.node.membership;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.edge.Escaped;

/** Says when the registry ceases to name this node to others, and why, and when it does again. */
final class Naming {
  private static final Logger LOG = LoggerFactory.getLogger(Naming.class);

  private @Nullable String unnamed;

  /**
   * @param why the registry names this node to nobody; null if it names it
   * @return whether that is news
   */
  boolean heard(@Nullable String why) {
    if (Objects.equals(why, unnamed)) {
      return false;
    }
    unnamed = why;
    if (why == null) {
      LOG.info("The registry names this node to callers and other nodes again");
    } else {
      LOG.warn("The registry names this node to nobody: {}", Escaped.of(why));
    }
    return true;
  }
}
