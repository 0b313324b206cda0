package peercache.registry.origin;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.net.URI;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.api.OriginStatus;

/** An origin as it is read; {@link OriginRepository#join} writes it in the database's time. */
@Entity
@Immutable
class Origin {
  @Id private String id;
  private String baseUri;
  private @Nullable String internalUri;
  private Instant lastSeen;
  private @Nullable String publicKey;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected Origin() {}

  OriginStatus status() {
    var key = publicKey == null ? null : new OriginKey(publicKey);
    var internal = internalUri == null ? null : URI.create(internalUri);
    return new OriginStatus(new OriginId(id), URI.create(baseUri), internal, lastSeen, key);
  }
}
