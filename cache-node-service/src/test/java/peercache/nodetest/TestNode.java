package peercache.nodetest;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import peercache.api.HeldVersion;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.api.RegistryApi;
import peercache.api.Zone;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.LocalHoldings;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;

/** A running node on a free port; its one origin is {@code docs}. */
public final class TestNode implements AutoCloseable {
  public static final String KEY = "k".repeat(32);
  public static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final ConfigurableApplicationContext context;
  private final Path data;

  private TestNode(ConfigurableApplicationContext context, Path data) {
    this.context = context;
    this.data = data;
  }

  /**
   * @param settings further properties, {@code name=value}
   */
  public static TestNode start(
      String id, Path data, URI origin, ScriptedRegistry registry, String... settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.port", 0);
    properties.put("management.server.port", -1);
    properties.put("peercache.access-log.enabled", false);
    properties.put("peercache.access.network-key", KEY);
    properties.put("peercache.node.data-directory", data);
    properties.put("peercache.node.capacity", "100MB");
    properties.put("peercache.node.fill.stall-timeout", "1s");
    properties.put("peercache.node.fill.give-up-after", "3s");
    for (var setting : settings) {
      int equals = setting.indexOf('=');
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    var origins = new OneOrigin(origin);
    var context =
        new SpringApplicationBuilder(TestNodeApplication.class)
            .web(WebApplicationType.SERVLET)
            .initializers((GenericApplicationContext beans) -> {
              beans
                  .getEnvironment()
                  .getPropertySources()
                  .addFirst(new MapPropertySource("test", properties));
              beans.registerBean(RegistryApi.class, () -> registry);
              beans.registerBean(OriginDirectory.class, () -> origins);
              beans.registerBean(
                  NodeIdentity.class,
                  () ->
                      new NodeIdentity(
                          new NodeId(id), 1, URI.create("http://unused"), null, Zone.DEFAULT));
              beans.registerBean(HoldingListener.class, () -> new Recorder(registry));
            })
            .run();
    return new TestNode(context, data);
  }

  private record OneOrigin(URI uri) implements OriginDirectory {
    @Override
    public Optional<URI> baseUri(OriginId id) {
      return Optional.of(uri).filter(_ -> id.value().equals("docs"));
    }

    @Override
    public Optional<OriginKey> key(OriginId id) {
      return Optional.of(Signing.KEY).filter(_ -> id.value().equals("docs"));
    }
  }

  private record Recorder(ScriptedRegistry registry) implements HoldingListener {
    @Override
    public void added(HeldVersion version) {
      registry.events.add("added " + version.id());
    }

    @Override
    public void removed(HeldVersion version) {
      registry.events.add("removed " + version.id());
    }
  }

  public int port() {
    var server = ((WebServerApplicationContext) context).getWebServer();
    return java.util.Objects.requireNonNull(server).getPort();
  }

  public URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port() + target);
  }

  public URI version(Content content) {
    return uri("/origins/docs/versions/" + content.id() + "/a.bin");
  }

  public URI file(String uriPath) {
    return uri("/origins/docs/files/" + uriPath);
  }

  /**
   * @param headers names and values in turn
   */
  public static HttpResponse<byte[]> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    return send("GET", uri, headers);
  }

  public static HttpResponse<byte[]> send(String method, URI uri, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request(method, uri, headers), BodyHandlers.ofByteArray());
  }

  public static HttpRequest request(String method, URI uri, String... headers) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  public double count(String meter, String... tags) {
    return context.getBean(MeterRegistry.class).get(meter).tags(tags).counter().count();
  }

  public LocalHoldings holdings() {
    return context.getBean(LocalHoldings.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Names of all files in the store, without directories, and without manifests. */
  public List<String> filesOnDisk() throws IOException {
    return names(name -> !name.endsWith(".manifest"));
  }

  /** Names of all manifests in the store. */
  public List<String> manifestsOnDisk() throws IOException {
    return names(name -> name.endsWith(".manifest"));
  }

  private List<String> names(Predicate<String> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("store"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(wanted)
          .sorted()
          .toList();
    }
  }

  /** Bytes of all versions in the store, whole and partial. */
  public long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("store"))) {
      long sum = 0;
      for (var file : files.filter(Files::isRegularFile).toList()) {
        sum += sizeOf(file);
      }
      return sum;
    }
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (java.nio.file.NoSuchFileException gone) {
      return 0;
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
