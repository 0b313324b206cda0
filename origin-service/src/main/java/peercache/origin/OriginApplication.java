package peercache.origin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;

/** Owns files and sends each caller to a node that holds them. */
@SpringBootApplication
@Import(EdgeConfiguration.class)
public class OriginApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(OriginApplication.class, arguments);
  }
}
