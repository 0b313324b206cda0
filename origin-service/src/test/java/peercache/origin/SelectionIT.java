package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.VersionId;
import peercache.origin.testing.RunningOrigin;

/** Which versions a path stands for. */
class SelectionIT {
  @TempDir Path directory;
  @TempDir Path data;

  @Test
  void namesWhatIsUnderAPathAndWhatWasThereBeforeAlsoAfterARestart() throws Exception {
    try (var origin = RunningOrigin.start(directory, data)) {
      put(origin, "a/b.txt", "first");
      put(origin, "a/b.txt", "second");
      put(origin, "a/bc.txt", "other");
      put(origin, "a_b", "wildcard?");

      assertThat(versions(origin, "path=a/b.txt")).containsExactly(of("second"));
      assertThat(versions(origin, "path=a/b.txt&former=true"))
          .containsExactlyInAnyOrder(of("first"), of("second"));
      assertThat(versions(origin, "prefix=a/b"))
          .containsExactlyInAnyOrder(of("second"), of("other"));
      assertThat(versions(origin, "prefix=a/b&former=true"))
          .containsExactlyInAnyOrder(of("first"), of("second"), of("other"));
      assertThat(versions(origin, "prefix=a_&former=true")).containsExactly(of("wildcard?"));
      assertThat(versions(origin, "prefix=&former=true")).hasSize(4);
      assertThat(versions(origin, "path=nothing&former=true")).isEmpty();
      assertThat(text(origin, "path=a_b"))
          .isEqualTo("{\"id\":\"%s\",\"size\":9}\n".formatted(of("wildcard?")));

      assertThat(origin.delete("/files/a/b.txt").statusCode()).isEqualTo(204);
      assertThat(versions(origin, "path=a/b.txt")).isEmpty();
    }
    try (var origin = RunningOrigin.start(directory, data)) {
      assertThat(versions(origin, "path=a/b.txt&former=true"))
          .as("of a file that is gone")
          .containsExactlyInAnyOrder(of("first"), of("second"));
    }
  }

  @Test
  void refusesWhatIsNoSelectionAndWhoIsNoMember() {
    try (var origin = RunningOrigin.start(directory, data)) {
      assertThat(origin.get("/versions?path=a").statusCode()).isEqualTo(401);
      for (String question :
          List.of("", "?path=a&prefix=b", "?path=../a", "?path=a&former=maybe")) {
        assertThat(origin.getAsMember("/versions" + question))
            .as(question)
            .satisfies(answer -> {
              assertThat(answer.statusCode()).isEqualTo(400);
              assertThat(answer.headers().firstValue("Content-Type"))
                  .hasValueSatisfying(
                      type -> assertThat(type).startsWith("application/problem+json"));
            });
      }
    }
  }

  private static void put(RunningOrigin origin, String path, String text) {
    assertThat(origin.put("/files/" + path, text.getBytes(StandardCharsets.UTF_8)).statusCode())
        .isBetween(201, 204);
  }

  private static List<VersionId> versions(RunningOrigin origin, String question) {
    return text(origin, question)
        .lines()
        .map(line -> new VersionId(line.substring(7, 71)))
        .distinct()
        .toList();
  }

  private static String text(RunningOrigin origin, String question) {
    HttpResponse<byte[]> answer = origin.getAsMember("/versions?" + question);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static VersionId of(String text) throws Exception {
    var sha256 = MessageDigest.getInstance("SHA-256");
    return VersionId.of(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
