package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import peercache.api.FilePath;
import peercache.api.Holder;
import peercache.edge.hotpath.EncodedHead;
import peercache.origin.catalog.Version;
import peercache.origin.routing.Route;
import peercache.origin.routing.RouteRequest;

/**
 * The redirects that were encoded last, for each file and order of nodes: while the registry says
 * nothing new, a crowd is told the same. Bounded, thread-safe.
 */
final class RedirectHeads {
  private static final int MAX = 4_096;

  private record Encoded(Version version, Route.ToNode route, EncodedHead head) {
    /**
     * Whether it says this too. The very same holders and not equal ones: what the registry said
     * anew is encoded anew, once.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(Version otherVersion, Route.ToNode other) {
      var alternates = route.alternates();
      if (version != otherVersion
          || route.holder() != other.holder()
          || route.reason() != other.reason()
          || alternates.size() != other.alternates().size()) {
        return false;
      }
      for (int i = 0; i < alternates.size(); i++) {
        Holder alternate = alternates.get(i);
        if (alternate != other.alternates().get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @param order tells apart, nearly always, which nodes are named in which order
   */
  private record Key(FilePath path, int order) {
    static Key of(FilePath path, Route.ToNode route) {
      int order = route.holder().id().hashCode();
      for (Holder alternate : route.alternates()) {
        order = 31 * order + alternate.id().hashCode();
      }
      return new Key(path, order);
    }
  }

  private final Cache<Key, Encoded> last =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();

  EncodedHead of(
      RouteRequest request, Version version, Route.ToNode route, Supplier<EncodedHead> encoder) {
    if (!request.excluded().isEmpty()) {
      return encoder.get();
    }
    var key = Key.of(request.path(), route);
    var known = last.getIfPresent(key);
    if (known == null || !known.isFor(version, route)) {
      known = new Encoded(version, route, encoder.get());
      last.put(key, known);
    }
    return known.head();
  }
}
