package peercache.node.membership;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import peercache.api.Zone;

/**
 * A zone that a platform puts together ({@code $REGION/$ZONE}) has nothing where the platform knows
 * nothing: that is left out, and if nothing is left it is the zone of those who do not say.
 */
@ConfigurationPropertiesBinding
final class ZoneReader implements Converter<String, Zone> {
  @Override
  public Zone convert(String text) {
    String path =
        Stream.of(text.strip().split("/"))
            .filter(segment -> !segment.isEmpty())
            .collect(Collectors.joining("/"));
    return path.isEmpty() ? Zone.DEFAULT : new Zone(path);
  }
}
