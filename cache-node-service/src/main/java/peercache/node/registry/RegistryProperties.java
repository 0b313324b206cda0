package peercache.node.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.edge.instances.InstanceUris;

/**
 * The registry of the network.
 *
 * @param registry the base URIs of its instances, at least one; the first is asked first
 * @param registryConnectTimeout how long a connection may take to be made
 * @param registryReadTimeout how long a whole call may take, whichever instances it tries
 * @param registryInventoryTimeout how long sending the whole inventory may take
 */
@ConfigurationProperties("peercache.node")
record RegistryProperties(
    @DefaultValue("http://localhost:8080") List<URI> registry,
    @DefaultValue("1s") Duration registryConnectTimeout,
    @DefaultValue("3s") Duration registryReadTimeout,
    @DefaultValue("60s") Duration registryInventoryTimeout) {
  RegistryProperties {
    try {
      registry = new InstanceUris(registry).uris();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("peercache.node.registry " + e.getMessage(), e);
    }
    if (registry.isEmpty()) {
      throw new IllegalArgumentException("peercache.node.registry is missing");
    }
    requirePositive("registry-connect-timeout", registryConnectTimeout);
    requirePositive("registry-read-timeout", registryReadTimeout);
    requirePositive("registry-inventory-timeout", registryInventoryTimeout);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("peercache.node." + name + " must be more than 0");
    }
  }
}
