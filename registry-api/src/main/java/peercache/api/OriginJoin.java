package peercache.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An origin makes itself known; repeated in the rhythm that the answer states.
 *
 * @param baseUri where callers reach it, without a trailing slash
 * @param internalUri where nodes reach it; absent if that is the base URI too
 * @param publicKey what proves its manifests when they come from somebody else; absent if it does
 *     not sign them
 */
public record OriginJoin(
    URI baseUri,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI internalUri,
    @Nullable OriginKey publicKey) {
  public OriginJoin {
    baseUri = BaseUri.require("baseUri", baseUri);
    internalUri = BaseUri.requireIfAny("internalUri", internalUri);
  }
}
