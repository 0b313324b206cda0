package peercache.origin.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import peercache.edge.instances.InstanceUris;
import peercache.origin.startup.StartFailure;

/**
 * Where the registry is.
 *
 * @param registry the base URIs of its instances, the one that is asked first at the beginning;
 *     without any the origin serves everything itself
 * @param registryTimeout how long a caller waits at most for what the registry says of a version
 *     that was not seen lately, before the origin serves it by itself. Long enough for a registry
 *     that has just started: a crowd that does not wait for it costs the origin a file each
 */
@Validated
@ConfigurationProperties("peercache.origin")
record RegistryProperties(
    @DefaultValue List<URI> registry,
    @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(seconds = 10)
        Duration registryTimeout) {
  RegistryProperties {
    try {
      registry = new InstanceUris(registry).uris();
    } catch (IllegalArgumentException e) {
      throw new StartFailure("peercache.origin.registry " + e.getMessage());
    }
  }
}
