package peercache.registry.address;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Which addresses are accepted of a node. Whoever is sent to one of the others would reach itself,
 * a neighbour that has nothing to do with the network, or the metadata of its cloud, and so would
 * the registry. Pure.
 */
public final class AddressRules {
  private static final String LOOPBACK = "a loopback address";
  private static final String LINK_LOCAL = "a link-local address";

  /** A kind of addresses that are refused. */
  private record Kind(String name, InetAddressFilter addresses) {
    Kind(String name, String... networks) {
      this(name, InetAddressFilter.of(networks));
    }
  }

  private static final List<Kind> REFUSED =
      List.of(
          // Of AWS and others; AWS in IPv6; Google in IPv6; Alibaba; Oracle; Azure.
          new Kind(
              "an address of a cloud's metadata",
              "169.254.169.254/32",
              "fd00:ec2::254/128",
              "fd20:ce::254/128",
              "100.100.100.200/32",
              "192.0.0.192/32",
              "168.63.129.16/32"),
          new Kind("the unspecified address", "0.0.0.0/8", "::/128"),
          new Kind(LOOPBACK, "127.0.0.0/8", "::1/128"),
          new Kind(LINK_LOCAL, "169.254.0.0/16", "fe80::/10"),
          new Kind("a multicast address", "224.0.0.0/4", "ff00::/8"),
          new Kind("a reserved address", "240.0.0.0/4"));

  private final @Nullable InetAddressFilter allowed;

  /**
   * @param allowed networks that are accepted whatever kind they are
   * @throws IllegalArgumentException if one is no network
   */
  AddressRules(List<String> allowed) {
    this.allowed = allowed.isEmpty() ? null : InetAddressFilter.of(allowed.toArray(String[]::new));
  }

  /** What the address is, if it is not accepted. */
  public Optional<String> objection(InetAddress address) {
    if (allowed != null && allowed.matches(address)) {
      return Optional.empty();
    }
    return REFUSED.stream()
        .filter(kind -> kind.addresses().matches(address))
        .map(Kind::name)
        .findFirst();
  }

  /**
   * What is wrong with the URI, as far as it can be told without asking anybody for the address of
   * a name: what a name leads to is seen when a connection is made.
   */
  public Optional<String> objection(URI baseUri) {
    String host = baseUri.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return objection(InetAddress.getLoopbackAddress());
    }
    String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return objection(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name
    }
  }

  /** For a client: the addresses that it may connect to. */
  public InetAddressFilter filter() {
    return InetAddressFilter.adapt(address -> objection(address).isEmpty());
  }
}
