package peercache.registry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;
import peercache.registry.schema.Migration;

/** Knows who is alive and who holds what. */
@SpringBootApplication
@Import(EdgeConfiguration.class)
public class RegistryApplication {
  /** Ends with 1 if the database cannot be brought to what this release needs. */
  public static void main(String[] arguments) {
    var context = SpringApplication.run(RegistryApplication.class, arguments);
    var _ =
        context
            .getBean(Migration.class)
            .outcome()
            .exceptionally(_ -> {
              System.exit(SpringApplication.exit(context, () -> 1));
              return null;
            });
  }
}
