package peercache.registry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;

/** Knows who is alive and who holds what. */
@SpringBootApplication
@Import(EdgeConfiguration.class)
public class RegistryApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(RegistryApplication.class, arguments);
  }
}
