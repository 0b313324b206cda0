package peercache.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * These versions are to be gone from every node; see {@link Selection}. Of paths and prefixes also
 * the versions that were published there before, as far as the origin remembers.
 */
public record PurgeRequest(
    @Nullable OriginId origin,
    @Nullable List<VersionId> versions,
    @Nullable List<FilePath> paths,
    @Nullable List<String> prefixes) {
  public PurgeRequest {
    var _ = selection(origin, versions, paths, prefixes);
  }

  public Selection selection() {
    return selection(origin, versions, paths, prefixes);
  }

  private static Selection selection(
      @Nullable OriginId origin,
      @Nullable List<VersionId> versions,
      @Nullable List<FilePath> paths,
      @Nullable List<String> prefixes) {
    return new Selection(
        origin, Selection.orEmpty(versions), Selection.orEmpty(paths), Selection.orEmpty(prefixes));
  }
}
