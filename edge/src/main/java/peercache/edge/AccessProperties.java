package peercache.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the keys are. Each is given as itself (from the environment, say) or as a file that holds
 * nothing else; there is no default.
 *
 * @param networkKey what the services of the network show to each other
 * @param publisherKey what publishers show; without it nobody may publish
 */
@ConfigurationProperties("peercache.access")
public record AccessProperties(
    @Nullable String networkKey,
    @Nullable Path networkKeyFile,
    @Nullable String publisherKey,
    @Nullable Path publisherKeyFile) {

  /**
   * @throws IllegalArgumentException if there is no network key, a key is given twice, or one is
   *     too weak
   */
  public Keyring keyring() {
    var network =
        key("network-key", networkKey, networkKeyFile)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "set peercache.access.network-key-file (or network-key): a service without the"
                        + " network's key would be open to anyone"));
    return new Keyring(network, key("publisher-key", publisherKey, publisherKeyFile));
  }

  private static Optional<Key> key(String name, @Nullable String value, @Nullable Path file) {
    if (value != null && file != null) {
      throw new IllegalArgumentException(
          "set either peercache.access." + name + " or " + name + "-file, not both");
    }
    try {
      String secret = file == null ? value : Files.readString(file).strip();
      return Optional.ofNullable(secret).map(Key::new);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read peercache.access." + name + "-file " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("peercache.access." + name + ": " + e.getMessage(), e);
    }
  }
}
