package peercache.node.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Request;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import peercache.api.HeldVersion;
import peercache.api.Order;
import peercache.api.VersionId;
import peercache.edge.EdgeConfiguration;
import peercache.node.content.Interceptor;
import peercache.node.content.OriginFiles;
import peercache.node.intermediary.IntermediaryConfiguration;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.LocalHoldings;
import peercache.node.membership.MembershipConfiguration;
import peercache.node.membership.OrderTaker;
import peercache.node.origins.OriginsConfiguration;
import peercache.node.registry.RegistryConfiguration;

/** What a node says to others, with fakes for what it holds and serves. */
@TestConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  EdgeConfiguration.class,
  RegistryConfiguration.class,
  MembershipConfiguration.class,
  OriginsConfiguration.class,
  IntermediaryConfiguration.class
})
public class NetworkSide {
  public static final String NETWORK_KEY = "the-key-of-the-network-of-the-tests";

  /**
   * @param settings {@code name=value} each
   */
  public static ConfigurableApplicationContext start(Path data, String... settings) {
    // As arguments, which win over any application.yaml.
    var arguments = new ArrayList<String>();
    arguments.add("--server.port=0");
    arguments.add("--management.server.port=0");
    arguments.add("--management.endpoints.web.exposure.include=health,info");
    arguments.add("--spring.main.banner-mode=off");
    arguments.add("--peercache.access.network-key=" + NETWORK_KEY);
    arguments.add("--peercache.node.id=node-1");
    arguments.add("--peercache.node.drain.serve-on=0s"); // nobody comes
    arguments.add("--peercache.node.data-directory=" + data);
    for (String setting : settings) {
      arguments.removeIf(argument -> argument.startsWith("--" + name(setting) + "="));
      arguments.add("--" + setting);
    }
    return new SpringApplicationBuilder(NetworkSide.class).run(arguments.toArray(String[]::new));
  }

  private static String name(String setting) {
    return setting.substring(0, setting.indexOf('='));
  }

  public static int port(ConfigurableApplicationContext node) {
    return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public static HeldVersion version(int n) {
    return new HeldVersion(new VersionId("%064x".formatted(n)), n);
  }

  /** A store without a disk. */
  public static final class FakeHoldings implements LocalHoldings {
    private final Map<VersionId, HeldVersion> held = new ConcurrentHashMap<>();
    private final HoldingListener listener;

    FakeHoldings(HoldingListener listener) {
      this.listener = listener;
    }

    public void add(HeldVersion version) {
      held.put(version.id(), version);
      listener.added(version);
    }

    public void remove(HeldVersion version) {
      held.remove(version.id());
      listener.removed(version);
    }

    @Override
    public List<HeldVersion> all() {
      return List.copyOf(held.values());
    }

    @Override
    public long usedBytes() {
      return 17;
    }

    @Override
    public int fillsInFlight() {
      return 3;
    }

    @Override
    public long capacityBytes() {
      return 1_000;
    }
  }

  @Bean
  FakeHoldings holdings(HoldingListener listener) {
    return new FakeHoldings(listener);
  }

  /** Keeps what the node is told to do. */
  public record TakenOrders(List<Order> all) implements OrderTaker {
    @Override
    public void take(List<Order> orders) {
      all.addAll(orders);
    }
  }

  @Bean
  TakenOrders takenOrders() {
    return new TakenOrders(new CopyOnWriteArrayList<>());
  }

  @Bean
  OriginFiles originFiles() {
    return (origin, path, request, response, callback) -> {
      var body = ("served " + origin + "/" + path).getBytes(StandardCharsets.UTF_8);
      response.write(true, ByteBuffer.wrap(body), callback);
    };
  }

  @Bean
  Request.Handler hotPath(Interceptor interceptor) {
    return interceptor::intercept;
  }
}
