package peercache.registry.zone;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.api.ZoneRule;

/**
 * Where callers are.
 *
 * @param zones networks, and where each of them is; the longest prefix wins, and who is in none of
 *     them is in the default zone
 */
@ConfigurationProperties("peercache.registry")
public record ZoneProperties(@DefaultValue List<ZoneRule> zones) {
  public ZoneProperties {
    zones = List.copyOf(zones);
    try {
      var _ = new ZoneRules(zones);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("peercache.registry." + e.getMessage(), e);
    }
  }

  public ZoneRules rules() {
    return new ZoneRules(zones);
  }
}
