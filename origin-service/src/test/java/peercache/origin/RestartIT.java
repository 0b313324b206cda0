package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.OriginKey;
import peercache.origin.signing.SigningKey;
import peercache.origin.startup.StartFailure;
import peercache.origin.testing.RunningOrigin;

class RestartIT {
  @TempDir Path directory;
  @TempDir Path data;

  @BeforeEach
  void write() throws Exception {
    Files.write(directory.resolve("a"), new byte[3_000_000]);
    Files.setLastModifiedTime(directory.resolve("a"), FileTime.from(Instant.ofEpochSecond(1_000)));
  }

  private static String header(RunningOrigin origin, String name) {
    return origin.head("/files/a?direct").headers().firstValue(name).orElseThrow();
  }

  @Test
  void remembersDigestsAndDates() throws Exception {
    String etag;
    String date;
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
      assertThat(origin.count("peercache.origin.hashed")).isEqualTo(3_000_000);
      etag = header(origin, "ETag");
      date = header(origin, "Last-Modified");
      assertThat(date).isEqualTo("Thu, 01 Jan 1970 00:16:40 GMT");
    }
    try (var origin = RunningOrigin.start(directory, data)) {
      String version = "/versions/" + etag.substring(9, 73) + "/manifest";
      assertThat(origin.getAsMember(version).statusCode()).as("at once").isEqualTo(200);
      origin.awaitSettled("/files/a");
      assertThat(origin.count("peercache.origin.hashed")).isZero();
      assertThat(header(origin, "ETag")).isEqualTo(etag);
      assertThat(header(origin, "Last-Modified")).isEqualTo(date);
    }
  }

  @Test
  void hashesWhatChangedWhileItWasAway() throws Exception {
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
    }
    Files.write(directory.resolve("a"), new byte[] {1});
    Files.setLastModifiedTime(directory.resolve("a"), FileTime.from(Instant.ofEpochSecond(900)));
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
      assertThat(origin.count("peercache.origin.hashed")).isEqualTo(1);
      assertThat(header(origin, "Last-Modified"))
          .as("moves forward, whatever the file's own time")
          .isEqualTo("Thu, 01 Jan 1970 00:16:41 GMT");
    }
  }

  @Test
  void startsAfreshWithADamagedMemory() throws Exception {
    Files.writeString(data.resolve("digests.mv.db"), "this is no database".repeat(1_000));
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
      assertThat(data.resolve("digests.mv.db.damaged")).exists();
    }
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
      assertThat(origin.count("peercache.origin.hashed")).isZero();
    }
  }

  @Test
  void keepsItsSigningKeyForItsOwnerAlone() throws Exception {
    OriginKey first;
    try (var origin = RunningOrigin.start(directory, data)) {
      first = origin.context().getBean(SigningKey.class).publicKey();
    }
    Path file = data.resolve("signing-key.pem");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var origin =
        RunningOrigin.start(directory, data, "peercache.origin.signing-key-file=" + file)) {
      assertThat(origin.context().getBean(SigningKey.class).publicKey()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "peercache.origin.directory, /no/such/directory, is no directory",
    "peercache.origin.directory, '', set peercache.origin.directory",
    "peercache.origin.id, Not An Id, peercache.origin.id",
    "peercache.origin.base-uri, ftp://x, peercache.origin.base-uri",
    "peercache.origin.internal-uri, http://x?q, peercache.origin.internal-uri",
    "peercache.origin.registry, nonsense, peercache.origin.registry",
    "peercache.origin.signing-key-file, /no/such/file, the signing key cannot be read"
  })
  void saysInOneLineWhatIsWrongWithItsConfiguration(String key, String value, String message) {
    assertThat(failure(data, key + "=" + value)).contains(message).doesNotContain("\n");
  }

  @Test
  void refusesADataDirectoryThatWouldBeServed() {
    assertThat(failure(directory.resolve("data"), "server.port=0"))
        .contains("must not lie in the served directory");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private String failure(Path dataDirectory, String property) {
    try (var _ = RunningOrigin.start(directory, dataDirectory, property)) {
      throw new AssertionError("it started");
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause != null && !(cause instanceof StartFailure)) {
        cause = cause.getCause();
      }
      return cause == null ? "no StartFailure" : String.valueOf(cause.getMessage());
    }
  }
}
