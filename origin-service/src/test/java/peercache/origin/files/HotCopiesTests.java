package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FilePath;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.catalog.Snapshot;
import peercache.origin.catalog.Versions;

class HotCopiesTests {
  @TempDir Path served;
  @TempDir Path data;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void copiesWhatIsAskedForAgainWithinAMoment() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var file = write("a", "first");

    assertThat(copies.find(file)).isNull();
    assertThat(textOf(copies.find(file))).isEqualTo("first");
    assertThat(textOf(copies.find(file))).isEqualTo("first");
  }

  @Test
  void doesNotCopyWhatIsAskedForNowAndThen() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var file = write("a", "first");

    for (int i = 0; i < 5; i++) {
      assertThat(copies.find(file)).isNull();
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    }
  }

  @Test
  void aFileInAnotherStateIsAnotherFile() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var file = write("a", "first");
    hot(copies, file);

    var changed = write("a", "other");

    assertThat(copies.find(changed)).isNull();
    assertThat(textOf(copies.find(changed))).isEqualTo("other");
  }

  @Test
  void neverCopiesAFileThatIsNoLongerInTheState() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var file = write("a", "first");
    assertThat(copies.find(file)).isNull();

    write("a", "longer");

    assertThat(copies.find(file)).isNull();
  }

  @Test
  void writingIntoTheFileDoesNotReachTheCopy() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var file = write("a", "first");
    var copy = hot(copies, file);

    Files.writeString(file.location(), "wrong");

    assertThat(textOf(copy)).isEqualTo("first");
  }

  @Test
  void whoeverHasACopyKeepsItWhenItIsForgotten() throws Exception {
    var copies = new HotCopies(data, nanos::get);
    var copy = hot(copies, write("a", "first"));

    copies.destroy();

    assertThat(textOf(copy)).isEqualTo("first");
    assertThat(copy.retain()).as("nobody has it any more").isFalse();
  }

  @Test
  void leavesNothingInTheDataDirectory() throws Exception {
    hot(new HotCopies(data, nanos::get), write("a", "first"));

    try (var files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void withoutRoomForACopyTheFileIsServedFromWhereItLies() throws Exception {
    var copies = new HotCopies(data.resolve("missing"), nanos::get);
    var file = write("a", "first");

    for (int i = 0; i < 3; i++) {
      assertThat(copies.find(file)).isNull();
    }
  }

  private HotCopy hot(HotCopies copies, CatalogFile file) {
    assertThat(copies.find(file)).isNull();
    return Objects.requireNonNull(copies.find(file));
  }

  /** Its bytes; ends the hold. */
  private static String textOf(@Nullable HotCopy copy) throws IOException {
    try (var body = Objects.requireNonNull(copy).body()) {
      ByteBuffer bytes = Objects.requireNonNull(body.whole());
      return StandardCharsets.UTF_8.decode(bytes).toString();
    }
  }

  private CatalogFile write(String name, String text) throws IOException {
    var location = served.resolve(name);
    Files.writeString(location, text);
    // A state of its own, however coarse the file system's clock is.
    Files.setLastModifiedTime(
        location, java.nio.file.attribute.FileTime.fromMillis(text.hashCode()));
    var stat = Snapshot.read(location).stat();
    return new CatalogFile(
        new FilePath(name), location, stat, Versions.ofSize(text.length()), null);
  }
}
