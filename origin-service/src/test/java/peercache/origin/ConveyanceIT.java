package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.origin.testing.RunningOrigin;

/** What an operator can see of how often each version was conveyed. */
class ConveyanceIT {
  @TempDir Path directory;
  @TempDir Path data;

  private static String publish(Path file, String content) throws Exception {
    Files.writeString(file, content);
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
  }

  private static double ratio(RunningOrigin origin) {
    return origin
        .context()
        .getBean(MeterRegistry.class)
        .get("peercache.origin.conveyance.ratio")
        .gauge()
        .value();
  }

  private static String conveyance(RunningOrigin origin, String query) throws Exception {
    String port = origin.context().getEnvironment().getProperty("local.management.port");
    var uri = URI.create("http://127.0.0.1:" + port + "/actuator/conveyance" + query);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void eachVersionIsCountedByWhatWasReallySent() throws Exception {
    String a = publish(directory.resolve("a"), "0123456789");
    String b = publish(directory.resolve("b"), "abcdefghij");
    try (var origin = RunningOrigin.start(directory, data)) {
      origin.awaitSettled("/files/a");
      origin.awaitSettled("/files/b");
      assertThat(ratio(origin)).isNaN();
      assertThat(conveyance(origin, ""))
          .isEqualTo("{\"conveyed\":0,\"distinct\":0,\"ratio\":null,\"versions\":[]}");

      origin.getAsMember("/versions/" + a, "Range", "bytes=0-3");
      origin.getAsMember("/versions/" + a, "Range", "bytes=4-9");
      origin.getAsMember("/versions/" + a, "If-None-Match", "*");
      origin.getAsMember("/versions/" + a + "/manifest");
      origin.get("/files/a");
      await().until(() -> ratio(origin) == 1);
      await().until(() -> distinct(origin) == 10);

      origin.getAsMember("/versions/" + b);
      origin.getAsMember("/versions/" + b);
      await().until(() -> ratio(origin) == 1.5);
      assertThat(conveyance(origin, ""))
          .isEqualTo(
              "{\"conveyed\":30,\"distinct\":20,\"ratio\":1.5,\"versions\":["
                  + "{\"id\":\"%s\",\"size\":10,\"conveyed\":20,\"ratio\":2.0},".formatted(b)
                  + "{\"id\":\"%s\",\"size\":10,\"conveyed\":10,\"ratio\":1.0}]}".formatted(a));
      assertThat(conveyance(origin, "?limit=1")).contains(b).doesNotContain(a);
      assertThat(new String(origin.get("/explain/b").body(), UTF_8))
          .contains("\"bytesConveyedToNodes\":20", "\"conveyanceRatio\":2.0");
    }
  }

  private static double distinct(RunningOrigin origin) {
    return origin
        .context()
        .getBean(MeterRegistry.class)
        .get("peercache.origin.conveyance.distinct")
        .functionCounter()
        .count();
  }
}
