package peercache.registry.origin;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.api.OriginStatus;

/** An origin as it is read; {@link OriginRepository#join} writes it in the database's time. */
record Origin(
    String id,
    String baseUri,
    @Nullable String internalUri,
    Instant lastSeen,
    @Nullable String publicKey) {

  OriginStatus status() {
    var key = publicKey == null ? null : new OriginKey(publicKey);
    var internal = internalUri == null ? null : URI.create(internalUri);
    return new OriginStatus(new OriginId(id), URI.create(baseUri), internal, lastSeen, key);
  }
}
