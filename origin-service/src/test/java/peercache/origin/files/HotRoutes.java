package peercache.origin.files;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import peercache.edge.Role;

/** Opens the table of hot routes to the test of all doors. */
public final class HotRoutes {
  private HotRoutes() {}

  /** Methods and pattern to the role that they need. */
  public static Map<String, Role> doors() {
    return Arrays.stream(HotRoute.values())
        .collect(Collectors.toMap(r -> r.methods() + " " + r.pattern(), HotRoute::role));
  }
}
