package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.junit.jupiter.api.Test;
import org.springframework.boot.http.client.FilteredHostException;
import peercache.edge.Key;
import peercache.edge.tls.OutboundTls;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.address.AddressProperties;

/** What a name leads to is looked at each time when it is connected to. */
class NodeClientIT {
  /** A name that leads to this machine whatever it was said to lead to before. */
  private static final class Rebinding implements SocketAddressResolver {
    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> promise) {
      promise.succeeded(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }
  }

  private static HttpClient client(List<String> allowed) throws Exception {
    var client =
        StandingConfiguration.builder(new OutboundTls(Optional.empty()))
            .withSocketAddressResolver(new Rebinding())
            .build(
                StandingConfiguration.settings(
                    new AddressProperties(allowed), Duration.ofSeconds(5)));
    client.start();
    return client;
  }

  @Test
  void neverConnectsToAnAddressThatIsNotAccepted() throws Exception {
    var client = client(List.of());
    try (var node = new ScriptedNode(Nodes.newId())) {
      var uri = URI.create("http://node.example:" + node.uri().getPort());

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> client.GET(uri))
          .withRootCauseInstanceOf(FilteredHostException.class);
      var check = new Check(1, node.id, uri, 1, false, Optional.empty());
      var calls = new NodeCalls(client, new Key(RunningRegistry.NETWORK_KEY), 5_000);
      assertThat(calls.make(check).get())
          .isInstanceOfSatisfying(
              Check.Outcome.Failed.class,
              failed -> assertThat(failed.why()).contains("peercache.node.base-uri"));
      assertThat(node.asked).hasValue(0);
    } finally {
      client.stop();
    }
  }

  @Test
  void connectsWhereItIsAllowed() throws Exception {
    var client = client(List.of("127.0.0.0/8"));
    try (var node = new ScriptedNode(Nodes.newId())) {
      var uri = URI.create("http://node.example:" + node.uri().getPort());
      var check = new Check(1, node.id, uri, 1, false, Optional.empty());
      var calls = new NodeCalls(client, new Key(RunningRegistry.NETWORK_KEY), 5_000);

      assertThat(calls.make(check).get()).isEqualTo(new Check.Outcome.Passed());
      assertThat(node.asked).hasValue(1);
    } finally {
      client.stop();
    }
  }
}
