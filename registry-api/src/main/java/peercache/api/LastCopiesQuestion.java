package peercache.api;

import java.util.List;

/**
 * A node that needs room asks which versions the network would lose with it.
 *
 * @param versions that it might evict, at most {@value #MAX_VERSIONS}
 */
public record LastCopiesQuestion(long incarnation, List<VersionId> versions) {
  public static final int MAX_VERSIONS = 1_000;

  public LastCopiesQuestion {
    Numbers.require("incarnation", incarnation, 1);
    versions = List.copyOf(versions);
    if (versions.size() > MAX_VERSIONS) {
      throw new IllegalArgumentException(
          "versions must be at most " + MAX_VERSIONS + ", but are " + versions.size());
    }
  }
}
