package peercache.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * These versions are to be on nodes before anybody asks for them; see {@link Selection}. Of paths
 * and prefixes it is what is there now.
 *
 * @param origin the owner of all the versions
 * @param zones where; in each zone, and whatever is within it, {@code copies} nodes hold each
 *     version. Anywhere if neither zones nor nodes are named
 * @param nodes which; instead of zones, and without copies
 * @param copies 1 to {@value #MAX_COPIES}, 1 without it; what nodes hold already counts
 * @param within after which what is not done has failed: 1 second to 7 days, an hour without it
 */
public record PreheatRequest(
    OriginId origin,
    @Nullable List<VersionId> versions,
    @Nullable List<FilePath> paths,
    @Nullable List<String> prefixes,
    @Nullable List<Zone> zones,
    @Nullable List<NodeId> nodes,
    @Nullable Integer copies,
    @Nullable Duration within) {
  public static final int MAX_COPIES = 64;
  private static final int MAX_PLACES = 1_000;
  private static final Duration DEFAULT_WITHIN = Duration.ofHours(1);
  private static final Duration MIN_WITHIN = Duration.ofSeconds(1);
  private static final Duration MAX_WITHIN = Duration.ofDays(7);

  public PreheatRequest {
    var _ = selection(origin, versions, paths, prefixes);
    if (zones != null && nodes != null) {
      throw new IllegalArgumentException("zones and nodes must not both be named");
    }
    requirePlaces("zones", zones);
    requirePlaces("nodes", nodes);
    if (copies != null && nodes != null) {
      throw new IllegalArgumentException("copies must not be given with nodes");
    }
    if (copies != null && (copies < 1 || copies > MAX_COPIES)) {
      throw new IllegalArgumentException(
          "copies must be 1 to " + MAX_COPIES + ", but is " + copies);
    }
    if (within != null && (within.compareTo(MIN_WITHIN) < 0 || within.compareTo(MAX_WITHIN) > 0)) {
      throw new IllegalArgumentException("within must be PT1S to P7D, but is " + within);
    }
  }

  private static void requirePlaces(String field, @Nullable List<?> places) {
    if (places != null && (places.isEmpty() || places.size() > MAX_PLACES)) {
      throw new IllegalArgumentException(field + " must be 1 to " + MAX_PLACES);
    }
  }

  public Selection selection() {
    return selection(origin, versions, paths, prefixes);
  }

  private static Selection selection(
      OriginId origin,
      @Nullable List<VersionId> versions,
      @Nullable List<FilePath> paths,
      @Nullable List<String> prefixes) {
    return new Selection(
        origin, Selection.orEmpty(versions), Selection.orEmpty(paths), Selection.orEmpty(prefixes));
  }

  /** How many nodes of each zone are to hold each version. */
  public int copiesOrOne() {
    return copies == null ? 1 : copies;
  }

  public Duration withinOrHour() {
    return within == null ? DEFAULT_WITHIN : within;
  }
}
