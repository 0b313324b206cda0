package peercache.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions are meant: those that are named, and what an origin has, or had, under paths.
 *
 * @param origin the owner of the paths; absent only where there are none
 * @param versions at most {@value #MAX_VERSIONS}
 * @param paths at most {@value #MAX_PATHS}
 * @param prefixes at most {@value #MAX_PREFIXES}; all paths that begin so, as text: {@code a/b} is
 *     the beginning of {@code a/bc} too, {@code a/} is a directory, and an empty one is all that
 *     the origin has
 */
public record Selection(
    @Nullable OriginId origin,
    List<VersionId> versions,
    List<FilePath> paths,
    List<String> prefixes) {
  public static final int MAX_VERSIONS = 10_000;
  public static final int MAX_PATHS = 1_000;
  public static final int MAX_PREFIXES = 100;

  public Selection {
    require("versions", versions, MAX_VERSIONS);
    require("paths", paths, MAX_PATHS);
    require("prefixes", prefixes, MAX_PREFIXES);
    if (versions.isEmpty() && paths.isEmpty() && prefixes.isEmpty()) {
      throw new IllegalArgumentException("versions, paths or prefixes must name something");
    }
    if (origin == null && !(paths.isEmpty() && prefixes.isEmpty())) {
      throw new IllegalArgumentException("origin is missing: paths and prefixes need it");
    }
    prefixes.forEach(Selection::requirePrefix);
  }

  private static void require(String field, List<?> list, int max) {
    if (list.size() > max) {
      throw new IllegalArgumentException(field + " must be at most " + max);
    }
  }

  private static void requirePrefix(String prefix) {
    if (prefix.startsWith("/")
        || prefix.length() > FilePath.MAX_BYTES
        || prefix.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "prefixes must be the beginning of paths, without a leading slash: "
              + Quoted.quoted(prefix));
    }
  }

  /** What a body may leave out is empty. */
  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
