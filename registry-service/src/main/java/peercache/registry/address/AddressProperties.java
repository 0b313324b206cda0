package peercache.registry.address;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where nodes may be.
 *
 * @param allowed networks ({@code 127.0.0.0/8}, {@code ::1/128}) that are accepted although nobody
 *     but the machine itself, or its cloud, is reached there
 */
@ConfigurationProperties("peercache.registry.addresses")
public record AddressProperties(@DefaultValue List<String> allowed) {
  public AddressProperties {
    allowed = List.copyOf(allowed);
    try {
      var _ = new AddressRules(allowed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "peercache.registry.addresses.allowed must list networks such as 127.0.0.0/8 or ::1/128: "
              + e.getMessage(),
          e);
    }
  }

  public AddressRules rules() {
    return new AddressRules(allowed);
  }
}
