package peercache.origin.membership;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peercache.api.Zone;
import peercache.api.ZoneRule;

/**
 * Finds the zone of an address by the longest prefix that holds it, as the registry does; pure and
 * immutable. IPv4 is treated as IPv6 under {@code ::ffff:0:0/96}, so one table does for both; but
 * an IPv4 address is in no network of IPv6, not even in {@code ::/0}.
 */
public final class ZoneTable {
  private static final int BITS = 128;
  private static final int IPV4_PREFIX = 96;

  private record Prefix(long high, long low) {
    static Prefix of(InetAddress address) {
      var bytes = ByteBuffer.wrap(address.getAddress());
      return bytes.remaining() == 4
          ? new Prefix(0, 0xFFFF_0000_0000L | Integer.toUnsignedLong(bytes.getInt()))
          : new Prefix(bytes.getLong(), bytes.getLong());
    }

    Prefix first(int bits) {
      return new Prefix(high & mask(bits), low & mask(bits - Long.SIZE));
    }

    private static long mask(int bits) {
      if (bits <= 0) {
        return 0;
      }
      return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }
  }

  private record Level(int bits, Map<Prefix, Zone> zones) {}

  /** Longest prefixes first. */
  private final List<Level> levels;

  private ZoneTable(List<Level> levels) {
    this.levels = levels;
  }

  /**
   * @throws IllegalArgumentException if a rule is no network
   */
  public static ZoneTable of(List<ZoneRule> rules) {
    var byLength = new TreeMap<Integer, Map<Prefix, Zone>>(Comparator.reverseOrder());
    for (ZoneRule rule : rules) {
      add(rule, byLength);
    }
    var levels = new ArrayList<Level>();
    byLength.forEach((bits, zones) -> levels.add(new Level(bits, Map.copyOf(zones))));
    return new ZoneTable(List.copyOf(levels));
  }

  public Zone zoneOf(InetAddress address) {
    if (levels.isEmpty()) {
      return Zone.DEFAULT;
    }
    var whole = Prefix.of(address);
    int shortest = address.getAddress().length == 4 ? IPV4_PREFIX : 0;
    for (Level level : levels) {
      if (level.bits() < shortest) {
        break;
      }
      var zone = level.zones().get(whole.first(level.bits()));
      if (zone != null) {
        return zone;
      }
    }
    return Zone.DEFAULT;
  }

  private static void add(ZoneRule rule, Map<Integer, Map<Prefix, Zone>> byLength) {
    int slash = rule.cidr().indexOf('/');
    try {
      var address =
          InetAddress.ofLiteral(slash < 0 ? rule.cidr() : rule.cidr().substring(0, slash));
      int offset = address.getAddress().length == 4 ? IPV4_PREFIX : 0;
      int bits = slash < 0 ? BITS : offset + Integer.parseInt(rule.cidr().substring(slash + 1));
      if (bits < offset || bits > BITS) {
        throw new IllegalArgumentException("no network: " + rule.cidr());
      }
      byLength
          .computeIfAbsent(bits, length -> new HashMap<>())
          .put(Prefix.of(address).first(bits), rule.zone());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no network: " + rule.cidr(), e);
    }
  }
}
