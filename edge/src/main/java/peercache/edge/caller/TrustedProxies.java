package peercache.edge.caller;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who a caller is behind proxies that are believed. Each proxy adds whom it heard, at the
 * end; so the list is read from there, and the first address that is not a believed proxy's is the
 * caller's: what stands before it is that caller's own word. Pure; safe for threads.
 */
public final class TrustedProxies {
  /** Believes nobody. */
  public static final TrustedProxies NONE =
      new TrustedProxies(List.of(), ProxyProperties.Header.X_FORWARDED_FOR);

  private static final int MAX_PORT = 65_535;

  /** The {@code for} of one element of {@code Forwarded}; its value may be a quoted string. */
  private static final Pattern FOR =
      Pattern.compile(
          "(?:^|;)\\s*for=(?:\"([^\"]*)\"|([^\";\\s]*))\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);

  private final List<IpNetwork> trusted;
  private final ProxyProperties.Header header;

  TrustedProxies(List<IpNetwork> trusted, ProxyProperties.Header header) {
    this.trusted = List.copyOf(trusted);
    this.header = header;
  }

  public HttpHeader header() {
    return switch (header) {
      case X_FORWARDED_FOR -> HttpHeader.X_FORWARDED_FOR;
      case FORWARDED -> HttpHeader.FORWARDED;
    };
  }

  boolean isEmpty() {
    return trusted.isEmpty();
  }

  /** Whether this is the address of a proxy that is believed. */
  public boolean trusts(SocketAddress peer) {
    return !trusted.isEmpty()
        && peer instanceof InetSocketAddress address
        && trusts(address.getAddress());
  }

  private boolean trusts(@Nullable InetAddress address) {
    return address != null && trusted.stream().anyMatch(network -> network.contains(address));
  }

  /**
   * @param peer the other end of the connection
   * @param values of {@link #header()}, in the order of its lines
   * @return the caller: with the port that the proxy says, or, if it says none, with that of its
   *     own connection, so that callers behind one address are told apart as far as can be
   */
  public SocketAddress caller(SocketAddress peer, List<String> values) {
    if (!(peer instanceof InetSocketAddress connection) || !trusts(peer)) {
      return peer;
    }
    var caller = connection;
    var hops = hops(values);
    for (int i = hops.size() - 1; i >= 0 && trusts(caller.getAddress()); i--) {
      var hop = address(hops.get(i), connection.getPort());
      if (hop == null) {
        break; // the proxy does not say it, or hides it: it stands for whoever is behind it
      }
      caller = hop;
    }
    return caller;
  }

  private List<String> hops(List<String> values) {
    var hops = new ArrayList<String>();
    for (String value : values) {
      for (String element : value.split(",", -1)) {
        switch (header) {
          case X_FORWARDED_FOR -> hops.add(element.strip());
          case FORWARDED -> hops.add(forOf(element.strip()));
        }
      }
    }
    return hops;
  }

  private static String forOf(String element) {
    var matcher = FOR.matcher(element);
    if (!matcher.find()) {
      return "";
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }

  /** {@code a}, {@code a:port} or {@code [a]:port}; null for anything else. */
  private static @Nullable InetSocketAddress address(String hop, int defaultPort) {
    String host = hop;
    String port = "";
    int bracket = hop.lastIndexOf(']');
    int colon = hop.lastIndexOf(':');
    if (hop.startsWith("[") && bracket > 0) {
      host = hop.substring(1, bracket);
      if (bracket + 1 < hop.length()) {
        port = hop.charAt(bracket + 1) == ':' ? hop.substring(bracket + 2) : "none";
      }
    } else if (colon > 0 && hop.indexOf(':') == colon) {
      host = hop.substring(0, colon);
      port = hop.substring(colon + 1);
    }
    try {
      return new InetSocketAddress(
          IpLiteral.parse(host), port.isEmpty() ? defaultPort : port(port));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
      throw new IllegalArgumentException("no port");
    }
    return Integer.parseInt(text);
  }
}
