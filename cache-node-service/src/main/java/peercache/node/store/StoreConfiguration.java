package peercache.node.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.api.HeldVersion;
import peercache.api.RegistryApi;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.NodeIdentity;
import peercache.node.membership.RegistryLastCopies;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {
  @Bean
  DataDirectory dataDirectory(StoreProperties properties) {
    return new DataDirectory(properties.dataDirectory());
  }

  @Bean
  VersionStore versionStore(
      StoreProperties properties,
      DataDirectory directory,
      ObjectProvider<HoldingListener> listeners,
      ObjectProvider<NodeIdentity> identity,
      ObjectProvider<RegistryApi> registry,
      ObjectProvider<Clock> clock)
      throws IOException {
    return new VersionStore(
        directory.layout(),
        properties.capacity().toBytes(),
        properties.maxOpenMappings(),
        new Listeners(listeners),
        properties.lastCopiesLast()
            ? Optional.of(
                new RegistryLastCopies(
                        identity.getObject(),
                        registry.getObject(),
                        clock.getIfUnique(Clock::systemUTC))
                    ::among)
            : Optional.empty());
  }

  @Bean
  MeterBinder storeMeters(VersionStore store) {
    return registry -> {
      Gauge.builder("peercache.node.used", store, VersionStore::usedBytes)
          .baseUnit("bytes")
          .description("Taken by whole versions and reserved by fills")
          .register(registry);
      Gauge.builder("peercache.node.capacity", store, VersionStore::capacityBytes)
          .baseUnit("bytes")
          .register(registry);
      Gauge.builder("peercache.node.versions", store, VersionStore::count)
          .description("Whole versions held")
          .register(registry);
      FunctionCounter.builder("peercache.node.evictions", store, VersionStore::evictions)
          .register(registry);
      FunctionCounter.builder("peercache.node.losses", store, VersionStore::losses)
          .description("Versions whose files were missing or damaged when they were asked for")
          .register(registry);
    };
  }

  /** Found when first needed: listeners may themselves need the store. */
  private record Listeners(ObjectProvider<HoldingListener> all) implements HoldingListener {
    @Override
    public void added(HeldVersion version) {
      all.forEach(listener -> listener.added(version));
    }

    @Override
    public void removed(HeldVersion version) {
      all.forEach(listener -> listener.removed(version));
    }
  }
}
