package peercache.origin.registry;

import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import peercache.origin.startup.StartFailure;

/**
 * Where the registry is.
 *
 * @param registry its base URI; without one the origin serves everything itself
 * @param registryTimeout how long a caller waits at most for what the registry says of a version
 *     that was not seen lately, before the origin serves it by itself. Long enough for a registry
 *     that has just started: a crowd that does not wait for it costs the origin a file each
 */
@Validated
@ConfigurationProperties("peercache.origin")
record RegistryProperties(
    @Nullable URI registry,
    @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(seconds = 10)
        Duration registryTimeout) {
  RegistryProperties {
    if (registry != null && registry.toString().isEmpty()) {
      registry = null;
    }
    if (registry != null && !isHttp(registry)) {
      throw new StartFailure(
          "peercache.origin.registry must be an http or https URI, but is " + registry);
    }
  }

  private static boolean isHttp(URI uri) {
    return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null;
  }
}
