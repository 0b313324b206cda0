package peercache.node.membership;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import peercache.api.NodeId;
import peercache.api.Zone;

/**
 * Who and where this node is.
 *
 * @param id unique in the network; without it one is made from the host's name and kept in the data
 *     directory
 * @param baseUri where callers reach the node; without it {@code http://localhost} or {@code
 *     https://localhost}, and the server's port
 * @param internalUri where other nodes and origins reach the node; without it, at the base URI
 * @param zone from wide to narrow, {@code eu/fra/rack-7}
 * @param maxBytesPerSecond what the node can send; without it nobody knows, and load counts alone
 * @param dataDirectory where the node keeps what must outlive it
 */
@ConfigurationProperties("peercache.node")
record NodeProperties(
    @Nullable NodeId id,
    @Nullable URI baseUri,
    @Nullable URI internalUri,
    @DefaultValue("default") Zone zone,
    @Nullable DataSize maxBytesPerSecond,
    @DefaultValue("data") Path dataDirectory) {
  NodeProperties {
    requireAbsolute("base-uri", baseUri);
    requireAbsolute("internal-uri", internalUri);
    if (maxBytesPerSecond != null && maxBytesPerSecond.toBytes() < 1) {
      throw new IllegalArgumentException(
          "peercache.node.max-bytes-per-second must be more than 0: " + maxBytesPerSecond);
    }
  }

  private static void requireAbsolute(String property, @Nullable URI uri) {
    if (uri != null && (uri.getHost() == null || uri.getScheme() == null)) {
      throw new IllegalArgumentException(
          "peercache.node." + property + " must be an absolute http or https URI: " + uri);
    }
  }
}
