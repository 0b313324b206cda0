package peercache.api;

import java.util.List;

/**
 * All that a node holds: replaces whatever the registry believed.
 *
 * @param number the report number from which the next report counts on
 */
public record Inventory(long incarnation, long number, List<HeldVersion> versions) {
  public Inventory {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("number", number, 0);
  }
}
