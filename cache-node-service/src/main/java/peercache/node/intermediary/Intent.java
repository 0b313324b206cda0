package peercache.node.intermediary;

import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.content.Problem;

/** What a request that may be for an origin wants. */
sealed interface Intent {
  /** It is for the node itself. */
  record OwnRoute() implements Intent {}

  /** An origin's file, which any holder can give as well. */
  record FileOf(OriginId origin, FilePath path) implements Intent {}

  /** Something that only the origin itself can answer. */
  record Other(OriginId origin) implements Intent {}

  /**
   * Nothing that this intermediate does.
   *
   * @param allow the value of {@code Allow}, for 405
   */
  record Refused(Problem problem, @Nullable String allow) implements Intent {}
}
