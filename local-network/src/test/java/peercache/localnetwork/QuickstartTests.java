package peercache.localnetwork;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTests {
  @TempDir Path home;

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void aBuiltProject() throws IOException {
    System.setProperty("peercache.home", home.toString());
    System.setProperty("peercache.version", "test");
    for (var service : List.of("registry-service", "origin-service", "cache-node-service")) {
      var target = Files.createDirectories(home.resolve(service).resolve("target"));
      Files.createFile(target.resolve(service + "-test-exec.jar"));
    }
  }

  @Test
  void aMissingDirectoryIsNamedInOneLine() {
    int exit = run(home.resolve("nowhere").toString());

    assertThat(exit).isEqualTo(1);
    assertThat(onlyLine()).isEqualTo("quickstart: no such directory: " + home.resolve("nowhere"));
  }

  @Test
  void aPortInUseIsNamedInOneLine() throws IOException {
    try (var taken = new ServerSocket(0)) {
      int port = Math.min(taken.getLocalPort(), 64_000);
      if (port != taken.getLocalPort()) {
        return; // such a high port cannot be the base of a network
      }
      int exit = run(home.toString(), "--port", String.valueOf(port));

      assertThat(exit).isEqualTo(1);
      assertThat(onlyLine()).startsWith("quickstart: port " + port + " is in use");
    }
  }

  @Test
  void anUnbuiltProjectIsNamedInOneLine() throws IOException {
    Files.delete(home.resolve("origin-service/target/origin-service-test-exec.jar"));

    assertThat(run(home.toString())).isEqualTo(1);
    assertThat(onlyLine()).startsWith("quickstart: origin-service-test-exec.jar is not built");
  }

  @Test
  void wrongOptionsAreNamedInOneLine() {
    assertThat(run(home.toString(), "--nodes", "many")).isEqualTo(2);
    assertThat(onlyLine()).startsWith("quickstart: Invalid value for option '--nodes'");
    errors.reset();

    assertThat(run(home.toString(), "--nodes", "65")).isEqualTo(1);
    assertThat(onlyLine()).isEqualTo("quickstart: --nodes must be 0 to 64, but is 65");
  }

  private int run(String... arguments) {
    return Quickstart.run(arguments, new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  private String onlyLine() {
    return assertThat(errors.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(1)
        .actual()
        .getFirst();
  }
}
