package peercache.origin.signing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.ManifestSignature;

/**
 * Signs each manifest once, not for each node that asks: a signature costs about a millisecond.
 * Thread-safe.
 */
public final class ManifestSigner {
  private static final int MAX_REMEMBERED = 10_000;

  /** All that can differ between two manifests of this process. */
  private record Signed(VersionId id, Instant lastModified) {}

  private final SigningKey key;
  private final Cache<Signed, ManifestSignature> signatures =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).executor(Runnable::run).build();

  ManifestSigner(SigningKey key) {
    this.key = key;
  }

  /**
   * @param json the manifest as it is sent
   */
  public ManifestSignature sign(Manifest manifest, byte[] json) {
    var signed = new Signed(manifest.id(), manifest.lastModified());
    return signatures.get(signed, _ -> key.sign(json));
  }
}
