package peercache.content;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest with the exact bytes in which its origin wrote it and, if it signs, with its
 * signature: what can be passed on to somebody who does not trust whom it comes from. Immutable, as
 * long as nobody writes into its arrays.
 */
public final class SignedManifest {
  /** Enough for 200,000 pieces. */
  public static final int MAX_BYTES = 16 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final Manifest manifest;
  private final byte[] json;
  private final @Nullable ManifestSignature signature;

  private SignedManifest(Manifest manifest, byte[] json, @Nullable ManifestSignature signature) {
    this.manifest = manifest;
    this.json = json;
    this.signature = signature;
  }

  /**
   * Reads it; whether the signature is right is another question.
   *
   * @throws IllegalArgumentException if it is no manifest
   */
  public static SignedManifest parse(byte[] json, @Nullable ManifestSignature signature) {
    try {
      var manifest = json.length > MAX_BYTES ? null : JSON.readValue(json, Manifest.class);
      if (manifest == null) {
        throw new IllegalArgumentException("no manifest, or one of too many bytes");
      }
      return new SignedManifest(manifest, json, signature);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the manifest cannot be read", e);
    }
  }

  /** One that was made here, as it would come from an origin that signs nothing. */
  public static SignedManifest unsigned(Manifest manifest) {
    return new SignedManifest(manifest, JSON.writeValueAsBytes(manifest), null);
  }

  public Manifest manifest() {
    return manifest;
  }

  /** As the origin wrote it; not to be changed. */
  public byte[] json() {
    return json;
  }

  public Optional<ManifestSignature> signature() {
    return Optional.ofNullable(signature);
  }

  /** Whether the key's owner signed it. */
  public boolean isProvenBy(OriginKey key) {
    return signature != null && signature.proves(json, key);
  }
}
