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

/**
 * Gives test classes that break nothing one network of {@value #NODES} nodes, started for the first
 * of them and stopped after the last. They keep apart by using files of their own.
 */
final class SharedNetwork implements ParameterResolver {
  static final int NODES = 3;

  private record Running(Path directory, TestNetwork network) implements AutoCloseable {
    static Running start() {
      try {
        var directory = Files.createTempDirectory("peercache");
        var network = TestNetwork.start(directory, NODES, Map.of());
        network.awaitLiveNodes(NODES);
        return new Running(directory, network);
      } catch (Exception e) {
        throw new IllegalStateException("the shared network does not start", e);
      }
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
