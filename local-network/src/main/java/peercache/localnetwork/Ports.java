package peercache.localnetwork;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** TCP ports of this machine. */
public final class Ports {
  // Below the ports that the system hands out by itself, so that nobody gets one of them in
  // between.
  private static final int LOWEST_BASE = 20_000;
  private static final int HIGHEST_BASE = 30_000;
  private static final int MAX_TRIES = 1_000;

  private Ports() {}

  /** A port that nobody listened on a moment ago. */
  public static int free() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * Where a network of so many nodes finds all its ports free, as a moment ago it did.
   *
   * @return the port of the registry
   */
  public static int freeBase(int nodes) {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST_BASE, HIGHEST_BASE))
        .limit(MAX_TRIES)
        .filter(base -> Plan.ports(base, nodes).stream().allMatch(Ports::isFree))
        .findFirst()
        .orElseThrow(() -> new LocalNetworkException("no range of free ports was found"));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static void requireFree(List<Integer> ports) {
    for (int port : ports) {
      if (!isFree(port)) {
        throw new LocalNetworkException(
            "port "
                + port
                + " is in use: stop what listens there, or choose another range with --port");
      }
    }
  }
}
