package peercache.registry.cleaning;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How thoroughly the registry tidies up. Nothing that is waiting to be tidied up counts any more.
 *
 * @param every how often
 * @param retention how long the registry remembers a lost node and what it held
 * @param batch at most so many rows of a kind at a time
 */
@ConfigurationProperties("peercache.registry.cleaning")
record CleaningProperties(
    @DefaultValue("1m") Duration every,
    @DefaultValue("1d") Duration retention,
    @DefaultValue("10000") int batch) {
  CleaningProperties {
    if (!every.isPositive() || retention.isNegative() || batch < 1) {
      throw new IllegalArgumentException(
          "peercache.registry.cleaning: every and batch must be more than 0, retention not"
              + " negative");
    }
  }
}
