package peercache.node.intermediary;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.eclipse.jetty.util.HostPort;

/**
 * A host and a port as they compare: lower case, IPv6 literals in one spelling, no final dot, the
 * scheme's default port left out (RFC 9110 section 4.2.3).
 *
 * @param port {@value #DEFAULT_PORT} for the default port of the scheme
 */
record Authority(String host, int port) {
  static final int DEFAULT_PORT = -1;

  /**
   * @param text {@code host} or {@code host:port}
   */
  static Authority parse(String text) {
    var parsed = new HostPort(text);
    if (!parsed.hasHost()) {
      throw new IllegalArgumentException("'" + text + "' names no host");
    }
    return of("http", parsed.getHost(), parsed.getPort());
  }

  static Authority of(URI uri) {
    return of(uri.getScheme(), uri.getHost(), uri.getPort());
  }

  /**
   * @param port 0 or less for none
   */
  static Authority of(String scheme, String host, int port) {
    return new Authority(normalHost(host), normalPort(scheme, port));
  }

  static int normalPort(String scheme, int port) {
    return port <= 0 || port == ("https".equals(scheme) ? 443 : 80) ? DEFAULT_PORT : port;
  }

  /** The same string if it is normal already, as nearly all are. */
  static String normalHost(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return normalLiteral(lower);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static String normalLiteral(String host) {
    try {
      // A literal in brackets is parsed; no name service is asked.
      return '[' + InetAddress.getByName(host).getHostAddress() + ']';
    } catch (UnknownHostException e) {
      return host;
    }
  }

  @Override
  public String toString() {
    return port == DEFAULT_PORT ? host : host + ":" + port;
  }
}
