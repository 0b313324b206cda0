package peercache.registry.placement;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.registry.refusal.Refusal;

/**
 * A look-up as origins ask it all the time, read from its raw target; pure. What is spelled in any
 * other way, or is wrong, is none: whoever knows the whole grammar answers it.
 *
 * @param filling whether a fill is to be given out, which needs the network's key
 */
record PlainLookup(HoldersQuery query, boolean filling) {
  private static final String START = "/v1/versions/";
  private static final String END = "/holders";
  private static final int ID_DIGITS = 64;
  private static final Set<String> PARAMETERS =
      Set.of("client", "limit", "origin", "size", "explain", "demand");

  /** An IPv6 address may have its colons encoded. */
  private static final Pattern CLIENT = Pattern.compile("(?:[0-9a-f.:]|%3A){2,90}");

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?");
  private static final Pattern ORIGIN = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
  private static final Pattern DEMAND = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,17})?");

  /**
   * @param path raw
   * @param query raw; null if there is none
   */
  static @Nullable PlainLookup of(String path, @Nullable String query) {
    int end = START.length() + ID_DIGITS;
    if (path.length() != end + END.length() || !path.startsWith(START) || !path.endsWith(END)) {
      return null;
    }
    String id = path.substring(START.length(), end);
    var given = parameters(query);
    return given == null || !VersionId.isVersionId(id) ? null : of(new VersionId(id), given);
  }

  private static @Nullable PlainLookup of(VersionId id, Map<String, String> given) {
    boolean plain =
        isLike(CLIENT, given.get("client"))
            && isLike(LIMIT, given.get("limit"))
            && isLike(ORIGIN, given.get("origin"))
            && isLike(SIZE, given.get("size"))
            && isLike(DEMAND, given.get("demand"))
            && "false".equals(given.getOrDefault("explain", "false"))
            && given.containsKey("origin") == given.containsKey("size");
    if (!plain) {
      return null;
    }
    String client = given.get("client");
    String limit = given.get("limit");
    String size = given.get("size");
    String demand = given.get("demand");
    try {
      var query =
          new HoldersQuery(
              id,
              client == null ? null : client.replace("%3A", ":"),
              limit == null ? HoldersQuery.DEFAULT_LIMIT : Integer.parseInt(limit),
              size == null ? null : Long.valueOf(size),
              Set.of(),
              false,
              demand == null ? null : Double.valueOf(demand));
      return new PlainLookup(query, size != null);
    } catch (Refusal.BadField e) {
      return null; // whoever answers it finds the same, and says so
    }
  }

  private static boolean isLike(Pattern pattern, @Nullable String value) {
    return value == null || pattern.matcher(value).matches();
  }

  /**
   * @return null if any of them is unknown, given twice or has no value
   */
  private static @Nullable Map<String, String> parameters(@Nullable String query) {
    var given = new TreeMap<String, String>();
    if (query == null) {
      return given;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 0) {
        return null;
      }
      String name = parameter.substring(0, equals);
      boolean again = given.put(name, parameter.substring(equals + 1)) != null;
      if (again || !PARAMETERS.contains(name)) {
        return null;
      }
    }
    return given;
  }
}
