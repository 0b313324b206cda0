package peercache.node.registry;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registry of the network.
 *
 * @param registry its base URI
 * @param registryConnectTimeout how long a connection may take to be made
 * @param registryReadTimeout how long a whole call may take
 * @param registryInventoryTimeout how long sending the whole inventory may take
 */
@ConfigurationProperties("peercache.node")
record RegistryProperties(
    @DefaultValue("http://localhost:8080") URI registry,
    @DefaultValue("1s") Duration registryConnectTimeout,
    @DefaultValue("3s") Duration registryReadTimeout,
    @DefaultValue("60s") Duration registryInventoryTimeout) {
  RegistryProperties {
    if (registry.getScheme() == null || registry.getHost() == null) {
      throw new IllegalArgumentException(
          "peercache.node.registry must be an absolute http or https URI: " + registry);
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
