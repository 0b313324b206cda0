package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.content.MappedBytes;
import peercache.edge.Escaped;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.catalog.CatalogProperties;

/**
 * Private copies of the files that are asked for again and again. The owner may write into a file
 * at any time, so its bytes are copied and looked at anew for each caller; into these nobody
 * writes, and the kernel sends them by itself. They lie in unlinked files, so that nothing stays
 * behind. Bounded, thread-safe.
 */
@Component
final class HotCopies implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(HotCopies.class);

  /** Of one file, in bytes: what goes out in one write. */
  private static final long MAX_FILE = 4 << 20;

  private static final long MAX_TOTAL = 64 << 20;
  private static final long MAX_ASKED = 10_000;

  /** Whoever is asked for again within this time is copied. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /** Then the file is opened anew: the origin may no longer be allowed to. */
  private static final Duration KEEP = Duration.ofSeconds(10);

  private final Path directory;
  private final Cache<FilePath, HotCopy> copies;
  private final Cache<FilePath, CatalogFile> asked;

  @Autowired
  HotCopies(CatalogProperties properties, Ticker ticker) {
    this(properties.dataDirectory(), ticker);
  }

  /**
   * @param directory where copies are made
   */
  HotCopies(Path directory, Ticker ticker) {
    this.directory = directory;
    this.copies =
        Caffeine.newBuilder()
            .maximumWeight(MAX_TOTAL)
            .weigher((FilePath path, HotCopy copy) -> copy.size())
            .expireAfterWrite(KEEP)
            .ticker(ticker)
            .executor(Runnable::run)
            .removalListener((path, copy, cause) -> release(copy))
            .build();
    this.asked =
        Caffeine.newBuilder()
            .maximumSize(MAX_ASKED)
            .expireAfterWrite(AGAIN)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * @param file as it is now
   * @return retained for the caller; null if there is none
   */
  @Nullable HotCopy find(CatalogFile file) {
    long size = file.stat().size();
    if (!file.isSettled() || size == 0 || size > MAX_FILE) {
      return null;
    }
    var copy = copies.getIfPresent(file.path());
    if (copy == null || !copy.isOf(file)) {
      copy = isAskedAgain(file) ? make(file) : null;
    }
    return copy != null && copy.retain() ? copy : null;
  }

  /** True for one of those who ask at once. */
  private boolean isAskedAgain(CatalogFile file) {
    if (asked.asMap().remove(file.path(), file)) {
      return true;
    }
    asked.put(file.path(), file);
    return false;
  }

  private @Nullable HotCopy make(CatalogFile file) {
    try {
      var bytes = copied(file);
      if (bytes == null) {
        return null;
      }
      var copy = new HotCopy(file, bytes);
      copies.put(file.path(), copy);
      return copy;
    } catch (IOException e) {
      LOG.debug("{} is served from where it lies", Escaped.of(file.path()), e);
      return null;
    }
  }

  /** Null if the file changed meanwhile. */
  private @Nullable MappedBytes copied(CatalogFile file) throws IOException {
    long size = file.stat().size();
    var copy = Files.createTempFile(directory, "hot-", null);
    try {
      try (var from =
              FileChannel.open(
                  file.location(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          var to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        long position = 0;
        long count = 1;
        while (position < size && count > 0) {
          count = from.transferTo(position, size - position, to);
          position += count;
        }
      }
      return file.stat().isStateOf(file.location()) ? MappedBytes.open(copy, size) : null;
    } finally {
      Files.delete(copy);
    }
  }

  private static void release(@Nullable HotCopy copy) {
    if (copy != null) {
      copy.release();
    }
  }

  @Override
  public void destroy() {
    copies.invalidateAll();
  }
}
