package peercache.registry.schema;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the schema is what this release needs. Once it is, it stays so: a database that goes away
 * later takes no readiness with it. Thread-safe.
 */
@Component("schema")
class SchemaState implements HealthIndicator {
  private volatile boolean present;

  boolean isPresent() {
    return present;
  }

  void present() {
    present = true;
  }

  @Override
  public Health health() {
    return present
        ? Health.up().build()
        : Health.outOfService().withDetail("waitsFor", "the database").build();
  }
}
