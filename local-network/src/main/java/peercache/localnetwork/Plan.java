package peercache.localnetwork;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a local network consists of.
 *
 * @param home the directory of the built project
 * @param files what the origin owns
 * @param data where everything is kept that survives a restart, with logs and keys
 * @param placement where the services run and are reached
 * @param basePort of the registry; the origin and the nodes follow, and each has its management
 *     port 1,000 above
 * @param nodes how many cache nodes
 * @param properties further configuration by the name of the service ({@code registry}, {@code
 *     origin}, {@code node-1}), as environment variables
 */
public record Plan(
    Path home,
    Path files,
    Path data,
    Placement placement,
    int basePort,
    int nodes,
    Map<String, Map<String, String>> properties) {
  public static final int MAX_NODES = 64;
  private static final int MANAGEMENT_OFFSET = 1_000;

  /** The origin's id in every local network. */
  public static final String ORIGIN_ID = "local";

  public Plan {
    properties = Map.copyOf(properties);
    if (nodes < 0 || nodes > MAX_NODES) {
      throw new LocalNetworkException("--nodes must be 0 to " + MAX_NODES + ", but is " + nodes);
    }
    if (basePort < 1 || basePort + 1 + MAX_NODES + MANAGEMENT_OFFSET > 65_535) {
      throw new LocalNetworkException("--port must be 1 to 64469, but is " + basePort);
    }
  }

  /**
   * A network on this host alone.
   *
   * @param host under which the services are reached
   */
  public Plan(
      Path home,
      Path files,
      Path data,
      String host,
      int basePort,
      int nodes,
      Map<String, Map<String, String>> properties) {
    this(home, files, data, new Placement.Together(host), basePort, nodes, properties);
  }

  int registryPort() {
    return basePort;
  }

  int originPort() {
    return basePort + 1;
  }

  /**
   * @param number of the node, from 1
   */
  int nodePort(int number) {
    return basePort + 1 + number;
  }

  static int managementPort(int port) {
    return port + MANAGEMENT_OFFSET;
  }

  List<Integer> ports() {
    return ports(basePort, nodes);
  }

  static List<Integer> ports(int basePort, int nodes) {
    return IntStream.rangeClosed(basePort, basePort + 1 + nodes)
        .boxed()
        .flatMap(port -> List.of(port, managementPort(port)).stream())
        .toList();
  }
}
