package peercache.content;

import java.net.URI;
import java.util.List;
import peercache.api.NodeId;

/**
 * What an origin answers a node that asks which others fill a version; the stand-in for the
 * registry's plan while that is away.
 *
 * @param fillers those that were heard of lately, the latest first; at most {@value #MAX}
 */
public record Fillers(List<Filler> fillers) {
  public static final int MAX = 64;

  /**
   * @param uri where other nodes reach it
   */
  public record Filler(NodeId id, URI uri) {
    private static final int MAX_URI_LENGTH = 1_000;

    public Filler {
      if (!isNodeUri(uri)) {
        throw new IllegalArgumentException("no URI of a node: " + uri);
      }
    }

    private static boolean isNodeUri(URI uri) {
      String scheme = uri.getScheme();
      return ("http".equals(scheme) || "https".equals(scheme))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.toString().length() <= MAX_URI_LENGTH;
    }
  }

  public Fillers {
    fillers = List.copyOf(fillers);
  }
}
