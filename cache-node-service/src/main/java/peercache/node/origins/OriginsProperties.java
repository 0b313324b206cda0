package peercache.node.origins;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.api.OriginId;

/**
 * Where the origins are, if the registry is not to be believed or not there.
 *
 * @param origins base URIs by origin id; they win over what the registry says
 * @param originsRefresh how often the registry is asked for its origins
 * @param dataDirectory where the node keeps what must outlive it
 */
@ConfigurationProperties("peercache.node")
record OriginsProperties(
    @DefaultValue Map<OriginId, URI> origins,
    @DefaultValue("5s") Duration originsRefresh,
    @DefaultValue("data") Path dataDirectory) {
  OriginsProperties {
    origins = Map.copyOf(origins);
    origins.forEach((id, uri) -> requireUsable(id, uri));
    if (!originsRefresh.isPositive()) {
      throw new IllegalArgumentException("peercache.node.origins-refresh must be more than 0");
    }
  }

  private static void requireUsable(OriginId id, URI uri) {
    if (!KnownOrigins.isUsable(uri)) {
      throw new IllegalArgumentException(
          "peercache.node.origins." + id + " must be an absolute http or https URI: " + uri);
    }
  }
}
