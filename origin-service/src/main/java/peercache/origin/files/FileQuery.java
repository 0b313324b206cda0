package peercache.origin.files;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.content.MetalinkForm;

/**
 * What the query of a file's URL may say; anything else in it is ignored, as caches in between add
 * what they like.
 *
 * @param direct not to redirect
 * @param metalink where the bytes are, instead of the bytes
 * @param excluded nodes that sent the caller back
 */
record FileQuery(boolean direct, boolean metalink, Set<NodeId> excluded) {
  private static final FileQuery NOTHING = new FileQuery(false, false, Set.of());

  /** More are not even read: by then the origin serves. */
  private static final int MAX_EXCLUDED = 16;

  /**
   * @throws IllegalArgumentException if a node that is to be excluded is no node id
   */
  static FileQuery parse(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return NOTHING;
    }
    boolean direct = false;
    boolean metalink = false;
    var excluded = new TreeSet<NodeId>();
    for (String parameter : query.split("&", -1)) {
      if (parameter.equals("direct") || parameter.startsWith("direct=")) {
        direct = true;
      } else if (MetalinkForm.isParameter(parameter)) {
        metalink = true;
      } else if (parameter.startsWith("exclude=")) {
        addTo(excluded, parameter.substring("exclude=".length()));
      }
    }
    return new FileQuery(direct, metalink, Set.copyOf(excluded));
  }

  private static void addTo(Set<NodeId> excluded, String list) {
    for (String id : list.replace("%2C", ",").replace("%2c", ",").split(",", -1)) {
      if (excluded.size() < MAX_EXCLUDED) {
        excluded.add(new NodeId(id));
      }
    }
  }
}
