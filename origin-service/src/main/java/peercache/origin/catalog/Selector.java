package peercache.origin.catalog;

import peercache.api.FilePath;

/** Which paths are meant. */
public sealed interface Selector {
  /** One. */
  record Path(FilePath path) implements Selector {}

  /**
   * All that begin so.
   *
   * @param start as text: {@code a/b} is the beginning of {@code a/bc} too; empty for all paths
   */
  record Prefix(String start) implements Selector {}
}
