package peercache.origin.catalog;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.origin.startup.StartFailure;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CatalogProperties.class)
class CatalogConfiguration {
  private static final String FILES = "peercache.origin.files";

  @Bean(destroyMethod = "close")
  DigestStore digestStore(CatalogProperties properties, Clock clock) {
    requireUtf8(System.getProperty("sun.jnu.encoding"));
    Path root = servedDirectory(properties.directory());
    Path data = properties.dataDirectory().toAbsolutePath().normalize();
    if (data.startsWith(root) && !isHidden(root.relativize(data))) {
      throw new StartFailure(
          "peercache.origin.data-directory " + data + " must not lie in the served directory");
    }
    var source = DigestDatabase.open(data);
    return new DigestStore(root, source, new DigestMemory(source, clock));
  }

  /** What is opened once at the start. Not a {@code DataSource} bean: health depends on none. */
  record DigestStore(Path root, HikariDataSource source, DigestMemory memory)
      implements AutoCloseable {
    @Override
    public void close() {
      source.close();
    }
  }

  @Bean
  UploadNames uploadNames() {
    return new UploadNames();
  }

  @Bean
  Catalog catalog(
      DigestStore store, Clock clock, ObjectProvider<Settler> settler, MeterRegistry meters) {
    var catalog =
        new Catalog(
            new Tree(store.root()),
            store.memory(),
            clock,
            path -> settler.getObject().submit(path));
    Gauge.builder(FILES, catalog, known -> known.index().settled())
        .tag("state", "settled")
        .register(meters);
    Gauge.builder(FILES, catalog, known -> known.index().unsettled())
        .tag("state", "unsettled")
        .register(meters);
    return catalog;
  }

  @Bean(destroyMethod = "close")
  Settler settler(
      Catalog catalog,
      DigestStore store,
      Hasher hasher,
      CatalogProperties properties,
      Clock clock) {
    return new Settler(catalog, store.memory(), hasher, properties.quietPeriod(), clock);
  }

  @Bean
  CatalogKeeper catalogKeeper(
      Catalog catalog,
      Settler settler,
      DigestStore store,
      CatalogProperties properties,
      UploadNames uploads,
      Clock clock)
      throws IOException {
    return new CatalogKeeper(catalog, settler, store.memory(), properties, uploads.prefix(), clock);
  }

  @Bean
  HealthIndicator catalogHealthIndicator(CatalogKeeper keeper) {
    return keeper::health;
  }

  static void requireUtf8(@Nullable String encoding) {
    if (!"UTF-8".equalsIgnoreCase(encoding)) {
      throw new StartFailure(
          "file names cannot be read as UTF-8 here (sun.jnu.encoding is "
              + encoding
              + "): start with LC_ALL=C.UTF-8 in the environment");
    }
  }

  private static Path servedDirectory(@Nullable Path directory) {
    if (directory == null || directory.toString().isEmpty()) {
      throw new StartFailure("set peercache.origin.directory to the directory to serve");
    }
    if (!Files.isDirectory(directory)) {
      throw new StartFailure(
          "peercache.origin.directory is no directory: " + directory.toAbsolutePath());
    }
    if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new StartFailure(
          "peercache.origin.directory cannot be read: " + directory.toAbsolutePath());
    }
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new StartFailure("peercache.origin.directory cannot be read: " + directory, e);
    }
  }

  private static boolean isHidden(Path inside) {
    var name = inside.getName(0).toString();
    return name.equals(".peercache") || name.startsWith(".peercache-");
  }
}
