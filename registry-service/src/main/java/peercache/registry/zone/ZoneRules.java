package peercache.registry.zone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import peercache.api.Zone;
import peercache.api.ZoneRule;

/** Finds the zone of an address: the longest prefix that matches wins. Pure; safe for threads. */
public final class ZoneRules {
  private record Network(IpAddress address, int prefix) {}

  private final Map<Network, Zone> zones = new HashMap<>();
  private final NavigableSet<Integer> prefixes = new TreeSet<>();

  /**
   * @throws IllegalArgumentException naming the rule, if one is malformed or a network stands there
   *     twice
   */
  public ZoneRules(List<ZoneRule> rules) {
    IntStream.range(0, rules.size()).forEach(i -> add("zones[" + i + "]", rules.get(i)));
  }

  /**
   * @param address an IPv4 or IPv6 literal
   * @throws IllegalArgumentException if it is not
   */
  public Zone zoneOf(String address) {
    var ip = IpAddress.parse(address);
    for (int prefix : prefixes.descendingSet()) {
      if (prefix <= ip.bits()) {
        var zone = zones.get(new Network(ip.network(prefix), prefix));
        if (zone != null) {
          return zone;
        }
      }
    }
    return Zone.DEFAULT;
  }

  private void add(String name, ZoneRule rule) {
    // Configuration is bound without regard to what may be null.
    if (rule.cidr() == null || rule.zone() == null) {
      throw new IllegalArgumentException(name + " needs a cidr and a zone");
    }
    var network = network(name + ".cidr", rule.cidr());
    if (zones.putIfAbsent(network, rule.zone()) != null) {
      throw new IllegalArgumentException(
          name + ".cidr " + rule.cidr() + " has a zone already by an earlier rule");
    }
    prefixes.add(network.prefix());
  }

  private static Network network(String name, String cidr) {
    try {
      int slash = cidr.indexOf('/');
      var address = IpAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash));
      int prefix = slash < 0 ? address.bits() : prefix(cidr.substring(slash + 1), address.bits());
      if (!address.network(prefix).equals(address)) {
        throw new IllegalArgumentException("has bits set after its prefix");
      }
      return new Network(address, prefix);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name
              + " must be a network such as 10.1.0.0/16 or 2001:db8::/32, but is '"
              + cidr
              + "': "
              + e.getMessage(),
          e);
    }
  }

  private static int prefix(String text, int bits) {
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > bits) {
      throw new IllegalArgumentException("the prefix must be 0 to " + bits);
    }
    return Integer.parseInt(text);
  }
}
