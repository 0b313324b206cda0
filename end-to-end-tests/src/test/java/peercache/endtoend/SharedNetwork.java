package peercache.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import peercache.localnetwork.Ports;

/**
 * Gives test classes that break nothing one network of {@value #NODES} nodes, started for the first
 * of them and stopped after the last. They keep apart by using files of their own. For callers who
 * know the origin as {@value #HOST}, two of the nodes are intermediates.
 */
final class SharedNetwork implements ParameterResolver {
  static final int NODES = 3;
  static final String HOST = "files.example";

  /** The number of the intermediate that serves what it intercepts. */
  static final int SERVING = 1;

  /** The number of the one that sends the caller to a holder. */
  static final int REDIRECTING = 2;

  private record Running(Path directory, TestNetwork network) implements AutoCloseable {
    static Running start() {
      try {
        var directory = Files.createTempDirectory("peercache");
        int basePort = Ports.freeBase(NODES);
        var network =
            TestNetwork.start(
                directory,
                NODES,
                basePort,
                Map.of(
                    "node-" + SERVING, intermediary("serve", basePort + 1 + SERVING),
                    "node-" + REDIRECTING, intermediary("redirect", basePort + 1 + REDIRECTING)));
        network.awaitLiveNodes(NODES);
        return new Running(directory, network);
      } catch (Exception e) {
        throw new IllegalStateException("the shared network does not start", e);
      }
    }

    private static Map<String, String> intermediary(String mode, int port) {
      return Map.of(
          "PEERCACHE_NODE_INTERMEDIARY_HOSTS_LOCAL",
          HOST + "," + HOST + ":" + port,
          "PEERCACHE_NODE_INTERMEDIARY_MODE",
          mode);
    }

    @Override
    public void close() throws IOException {
      network.close();
      try (var paths = Files.walk(directory)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestNetwork.class;
  }

  @Override
  public TestNetwork resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedNetwork.class))
        .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .network();
  }
}
