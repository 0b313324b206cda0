package peercache.origin.membership;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.origin.startup.StartFailure;

/**
 * Who this origin is.
 *
 * @param id unique in the network, 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}
 * @param baseUri where callers reach this origin; without it {@code http://localhost:PORT}, or
 *     {@code https}
 * @param internalUri where nodes reach this origin; without it, at the base URI
 */
@ConfigurationProperties("peercache.origin")
record MembershipProperties(
    @DefaultValue("local") String id, @Nullable URI baseUri, @Nullable URI internalUri) {
  OriginId originId() {
    try {
      return new OriginId(id);
    } catch (IllegalArgumentException e) {
      throw new StartFailure("peercache.origin.id: " + e.getMessage(), e);
    }
  }

  void requireUris() {
    require("base-uri", baseUri);
    require("internal-uri", internalUri);
  }

  private static void require(String property, @Nullable URI uri) {
    try {
      if (uri != null) {
        var _ = new OriginJoin(uri, null, null);
      }
    } catch (IllegalArgumentException e) {
      throw new StartFailure("peercache.origin." + property + ": " + e.getMessage(), e);
    }
  }

  URI effectiveBaseUri(String scheme, int port) {
    return baseUri != null ? baseUri : URI.create(scheme + "://localhost:" + port);
  }
}
