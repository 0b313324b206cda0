package peercache.api;

import java.util.List;

/**
 * What a node is to evict last.
 *
 * @param versions of those that it asked for: no other live node that may be believed holds them;
 *     or others do as well, but it is this one that keeps them, so that two nodes that ask at the
 *     same moment do not both let the last copy go
 */
public record LastCopies(List<VersionId> versions) {
  public LastCopies {
    versions = List.copyOf(versions);
  }
}
