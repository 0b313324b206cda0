package peercache.edge.instances;

import java.net.URI;
import java.util.List;

/**
 * Where the instances of a service are, in the order in which they are tried at first.
 *
 * @param uris at most {@value #MAX}
 */
public record InstanceUris(List<URI> uris) {
  public static final int MAX = 8;

  /**
   * @throws IllegalArgumentException which says in words what is wrong, for the name of a property
   *     to be put before it
   */
  public InstanceUris {
    uris = List.copyOf(uris);
    if (uris.size() > MAX) {
      throw new IllegalArgumentException("must be at most " + MAX + " URIs");
    }
    for (URI uri : uris) {
      if (!isHttp(uri)) {
        throw new IllegalArgumentException("must be http or https URIs, but one is " + uri);
      }
    }
  }

  private static boolean isHttp(URI uri) {
    return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null;
  }
}
