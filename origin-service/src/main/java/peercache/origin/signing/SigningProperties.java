package peercache.origin.signing;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param signingKeyFile an Ed25519 private key in PEM (PKCS #8), as {@code openssl genpkey
 *     -algorithm ed25519} writes it; without it one is made at the first start and kept in the data
 *     directory
 */
@ConfigurationProperties("peercache.origin")
record SigningProperties(@Nullable Path signingKeyFile) {}
