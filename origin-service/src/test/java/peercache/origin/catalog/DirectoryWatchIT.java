package peercache.origin.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FilePath;

class DirectoryWatchIT {
  /** More than the 512 events that the JDK keeps of one directory before it says OVERFLOW. */
  private static final int MANY = 4_000;

  private static final Duration NEVER = Duration.ofDays(1);

  private final Set<FilePath> unsettled = ConcurrentHashMap.newKeySet();
  private final AtomicInteger scans = new AtomicInteger();

  @Test
  void findsByARescanWhatAnOverflowOfEventsHid(@TempDir Path root, @TempDir Path data)
      throws Exception {
    try (var database = DigestDatabase.open(data)) {
      var memory = new DigestMemory(database, Clock.systemUTC());
      var catalog = new Catalog(new Tree(root), memory, Clock.systemUTC(), unsettled::add);
      // All of it happens while the watch's own thread is busy, so that nobody takes the events.
      Runnable scanned =
          () -> {
            if (scans.getAndIncrement() == 0) {
              create(root);
            }
          };
      try (var watch =
          new DirectoryWatch(catalog, new DirectoryScan(catalog, "none"), NEVER, scanned)) {
        watch.start();

        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(unsettled).hasSize(MANY + 1));
        await().untilAsserted(() -> assertThat(scans).hasValueGreaterThan(1));

        Files.createFile(root.resolve("directory/later"));
        await()
            .alias("the new directory is watched")
            .until(() -> unsettled.contains(new FilePath("directory/later")));
      }
    }
  }

  private static void create(Path root) {
    try {
      for (int i = 0; i < MANY; i++) {
        Files.createFile(root.resolve("file-" + i));
      }
      Files.createFile(Files.createDirectory(root.resolve("directory")).resolve("file"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
