package peercache.registry.origin;

import java.net.URI;
import java.util.Optional;
import org.springframework.stereotype.Component;
import peercache.api.OriginId;

/** Where origins are, for other features. */
@Component
public class Origins {
  private final OriginRepository origins;

  Origins(OriginRepository origins) {
    this.origins = origins;
  }

  /** Where services reach an origin; nothing for one that never joined. */
  public Optional<URI> reachableAt(OriginId id) {
    return origins.reachableAt(id);
  }
}
