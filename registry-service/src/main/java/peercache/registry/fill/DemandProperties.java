package peercache.registry.fill;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * When more nodes are to have a version.
 *
 * @param requestsPerHolder requests a second for a version, from one zone, that one of its holders
 *     there is to bear; more than 0
 */
@ConfigurationProperties("peercache.registry.demand")
record DemandProperties(@DefaultValue("10") double requestsPerHolder) {
  DemandProperties {
    if (!(requestsPerHolder > 0) || Double.isInfinite(requestsPerHolder)) {
      throw new IllegalArgumentException(
          "peercache.registry.demand.requests-per-holder must be more than 0: "
              + requestsPerHolder);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Policy {
    @Bean
    DemandPolicy demandPolicy(DemandProperties properties) {
      return new DemandPolicy(properties.requestsPerHolder());
    }
  }
}
