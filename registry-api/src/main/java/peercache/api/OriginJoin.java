package peercache.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An origin makes itself known; repeated in the rhythm that the answer states.
 *
 * @param baseUri where callers and nodes reach it, without a trailing slash
 * @param publicKey what proves its manifests when they come from somebody else; absent if it does
 *     not sign them
 */
public record OriginJoin(URI baseUri, @Nullable OriginKey publicKey) {
  public OriginJoin {
    baseUri = BaseUri.require("baseUri", baseUri);
  }
}
