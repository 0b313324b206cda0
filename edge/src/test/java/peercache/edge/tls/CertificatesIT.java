package peercache.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peercache.edge.RunningService;

/** A service with a certificate in files, which are replaced while it runs. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class CertificatesIT {
  @TempDir Path files;
  private RunningService service;

  @BeforeEach
  void start() throws IOException {
    use("first");
    service =
        RunningService.start(
            "peercache.http.head-timeout=500ms",
            "server.ssl.bundle=own",
            "spring.ssl.bundle.watch.file.quiet-period=100ms",
            "spring.ssl.bundle.pem.own.reload-on-update=true",
            "spring.ssl.bundle.pem.own.keystore.certificate=" + files.resolve("own.pem"),
            "spring.ssl.bundle.pem.own.keystore.private-key=" + files.resolve("own.key"));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void speaksHttp2OverTls() throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(TestTls.context("first")).build()) {
      var answer = client.send(request("/bytes"), BodyHandlers.ofByteArray());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).hasSize(RunningService.SIZE);
    }
  }

  @Test
  void newConnectionsGetTheNewCertificateAndRunningDownloadsGoOn() throws Exception {
    try (var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(TestTls.context("first"))
            .build()) {
      var running = client.send(request("/bytes"), BodyHandlers.ofInputStream());
      try (var body = running.body()) {
        assertThat(body.readNBytes(1_000)).hasSize(1_000);
        assertThat(shown()).isEqualTo("CN=first");

        use("second");

        await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=second"));
        assertThat(body.readAllBytes()).hasSize(RunningService.SIZE - 1_000);
      }
    }
  }

  @Test
  void aKeyThatDoesNotFitLeavesTheOldCertificate() throws Exception {
    replace("own.key", TestTls.bytes("second.key"));
    replace("own.pem", "no certificate".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    await()
        .during(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(shown()).isEqualTo("CN=first"));

    use("second");

    await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=second"));
  }

  @Test
  void aHandshakeThatIsNotGoneOnWithEnds() throws Exception {
    try (var socket = new java.net.Socket("localhost", service.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private void use(String certificate) throws IOException {
    replace("own.key", TestTls.bytes(certificate + ".key"));
    replace("own.pem", TestTls.bytes(certificate + ".pem"));
  }

  private void replace(String name, byte[] content) throws IOException {
    var written = Files.write(files.resolve(name + ".new"), content);
    Files.move(written, files.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The subject of the certificate that a new connection is shown. */
  private String shown() throws IOException {
    var sockets = TestTls.context("first").getSocketFactory();
    try (var socket = (SSLSocket) sockets.createSocket("localhost", service.port())) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(service.uri("https", path)).build();
  }
}
