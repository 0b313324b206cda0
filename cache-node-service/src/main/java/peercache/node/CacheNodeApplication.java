package peercache.node;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;

/** A caching computer: fills, keeps and serves versions. */
@SpringBootApplication
@Import(EdgeConfiguration.class)
public class CacheNodeApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(CacheNodeApplication.class, arguments);
  }
}
