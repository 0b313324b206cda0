package peercache.edge.cors;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a page of a site may read. Pure. */
record CorsPolicy(Set<String> allowed) {
  static final String ANY = "*";

  /** Whether the answer depends on the site, so that caches must tell them apart. */
  boolean varies() {
    return !allowed.isEmpty() && !allowed.contains(ANY);
  }

  /**
   * @param origin the value of {@code Origin}: a site, or {@code null} for one that is not told
   * @return the value of {@code Access-Control-Allow-Origin}; null if the page may read nothing
   */
  @Nullable String allow(String origin) {
    if (allowed.contains(ANY)) {
      return ANY;
    }
    return allowed.contains(origin) ? origin : null;
  }
}
