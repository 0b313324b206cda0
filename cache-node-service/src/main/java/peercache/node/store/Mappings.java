package peercache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.content.MappedBytes;

/** Versions whose files are mapped: those in use and, up to a limit, those used lately. */
final class Mappings {
  private final StoreLayout layout;
  private final Cache<VersionId, StoredVersion> mapped;

  Mappings(StoreLayout layout, int max) {
    this.layout = layout;
    mapped =
        Caffeine.newBuilder()
            .maximumSize(max)
            .removalListener(Mappings::onRemoval)
            .executor(Runnable::run)
            .build();
  }

  private static void onRemoval(
      @Nullable VersionId unused, @Nullable StoredVersion version, RemovalCause cause) {
    if (version != null) {
      version.release();
    }
  }

  /** A mapped version, retained for the caller. */
  @Nullable StoredVersion get(VersionId id) {
    var version = mapped.getIfPresent(id);
    return version != null && version.retain() ? version : null;
  }

  /**
   * Maps a version, retained for the caller.
   *
   * @return null if the file is gone or has another size
   */
  @Nullable StoredVersion open(VersionId id, Holding holding) throws IOException {
    try {
      var bytes = MappedBytes.open(layout.whole(id), holding.size());
      if (bytes == null) {
        return null;
      }
      var version = new StoredVersion(id, holding, bytes);
      version.retain();
      mapped.put(id, version);
      return version;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void forget(VersionId id) {
    mapped.invalidate(id);
  }
}
