package peercache.api;

import java.net.URI;

/**
 * An origin makes itself known; repeated in the rhythm that the answer states.
 *
 * @param baseUri where callers and nodes reach it, without a trailing slash
 */
public record OriginJoin(URI baseUri) {
  public OriginJoin {
    baseUri = BaseUri.require("baseUri", baseUri);
  }
}
