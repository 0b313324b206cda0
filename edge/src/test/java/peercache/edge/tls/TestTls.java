package peercache.edge.tls;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * An authority of the tests' own, and two certificates by it, {@code first} and {@code second}, for
 * {@code localhost}, {@code 127.0.0.1} and {@code files.example}.
 */
public final class TestTls {
  private TestTls() {}

  /** Shows this certificate, and trusts the authority alone. */
  public static SSLContext context(String certificate) {
    var own =
        PemSslStoreDetails.forCertificate(text(certificate + ".pem"))
            .withPrivateKey(text(certificate + ".key"));
    var trusted = PemSslStoreDetails.forCertificate(text("ca.pem"));
    return SslBundle.of(new PemSslStoreBundle(own, trusted)).createSslContext();
  }

  /** Properties of a service that shows {@code first} and trusts the authority when it calls. */
  public static List<String> properties() {
    return List.of(
        "server.ssl.bundle=own",
        "spring.ssl.bundle.pem.own.keystore.certificate=classpath:tls/first.pem",
        "spring.ssl.bundle.pem.own.keystore.private-key=classpath:tls/first.key",
        "spring.ssl.bundle.pem.network.truststore.certificate=classpath:tls/ca.pem",
        "peercache.outbound.ssl-bundle=network");
  }

  /** A certificate ({@code .pem}) or a key ({@code .key}). */
  public static byte[] bytes(String name) {
    try (InputStream input = TestTls.class.getResourceAsStream("/tls/" + name)) {
      return Objects.requireNonNull(input, name).readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    return new String(bytes(name), java.nio.charset.StandardCharsets.US_ASCII);
  }
}
