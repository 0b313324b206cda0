package peercache.registry.origin;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.net.URI;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import peercache.api.OriginId;
import peercache.api.OriginStatus;

/** An origin as it is read; {@link OriginRepository#join} writes it in the database's time. */
@Entity
@Immutable
class Origin {
  @Id private String id;
  private String baseUri;
  private Instant lastSeen;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected Origin() {}

  OriginStatus status() {
    return new OriginStatus(new OriginId(id), URI.create(baseUri), lastSeen);
  }
}
