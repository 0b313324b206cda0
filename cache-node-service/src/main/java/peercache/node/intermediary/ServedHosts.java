package peercache.node.intermediary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;

/** Which origin is meant by a host and a port. Immutable; finding allocates nothing. */
final class ServedHosts {
  private record Entry(int port, OriginId origin) {}

  private final Map<String, List<Entry>> byHost = new HashMap<>();
  private final TreeSet<String> names = new TreeSet<>();

  /**
   * @param hosts by origin, each a name or a name, a colon and a port
   * @param own where the node's own routes are; no origin can be there
   */
  ServedHosts(Map<OriginId, List<String>> hosts, Set<Authority> own) {
    hosts.forEach((origin, texts) -> texts.forEach(text -> add(origin, text, own)));
  }

  private void add(OriginId origin, String text, Set<Authority> own) {
    String property = "peercache.node.intermediary.hosts." + origin + ": ";
    Authority authority;
    try {
      authority = Authority.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          property + "'" + text + "' is neither a host nor host:port", e);
    }
    if (own.contains(authority)) {
      throw new IllegalArgumentException(
          property
              + authority
              + " is where this node's own routes are (peercache.node.base-uri, internal-uri)");
    }
    var other = find("http", authority.host(), authority.port());
    if (other != null && !other.equals(origin)) {
      throw new IllegalArgumentException(property + authority + " belongs to " + other + " too");
    }
    byHost
        .computeIfAbsent(authority.host(), host -> new ArrayList<>())
        .add(new Entry(authority.port(), origin));
    names.add(authority.toString());
  }

  boolean isEmpty() {
    return byHost.isEmpty();
  }

  /**
   * @param host as it was sent
   * @param port 0 or less for none
   */
  @Nullable OriginId find(String scheme, String host, int port) {
    var entries = byHost.get(Authority.normalHost(host));
    if (entries == null) {
      return null;
    }
    int normal = Authority.normalPort(scheme, port);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).port() == normal) {
        return entries.get(i).origin();
      }
    }
    return null;
  }

  /** For people. */
  @Override
  public String toString() {
    return String.join(", ", names);
  }
}
