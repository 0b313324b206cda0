package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peercache.edge.testing.HttpCase;
import peercache.origin.testing.RunningOrigin;

/** Ranges and conditions for a file. */
@SuppressWarnings("NullAway.Init")
class HttpCasesIT {
  private static final String DATE = "Sat, 03 Feb 2024 04:05:06 GMT";
  @TempDir private static Path directory;
  @TempDir private static Path data;
  private static final byte[] CONTENT = new byte[HttpCase.SIZE];
  private static String tag;
  private static RunningOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    new Random(7).nextBytes(CONTENT);
    var digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
    tag = "\"sha-256-" + HexFormat.of().formatHex(digest) + "\"";
    write("a.bin", CONTENT);
    write("empty.bin", new byte[0]);
    origin = RunningOrigin.start(directory, data);
    origin.awaitSettled("/files/a.bin");
    origin.awaitSettled("/files/empty.bin");
  }

  private static void write(String name, byte[] content) throws Exception {
    var file = Files.write(directory.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-03T04:05:06Z")));
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("peercache.edge.testing.HttpCase#all")
  void isAnsweredAsTheRfcSays(HttpCase one) {
    var answer = origin.send(one.method(), "/files/a.bin", new byte[0], one.headers(tag, DATE));

    one.verify(answer, CONTENT, tag, DATE);
  }

  @Test
  void noRangeOfAnEmptyFileExists() {
    var answer = origin.get("/files/empty.bin", "Range", "bytes=0-");
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */0");
    assertThat(origin.get("/files/empty.bin").statusCode()).isEqualTo(200);
  }
}
