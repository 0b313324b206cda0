package peercache.api;

import java.util.List;

/**
 * What changed on a node since its last report.
 *
 * @param number one more than the last report or inventory of this incarnation; a number that was
 *     taken already is confirmed and not applied again, a gap makes the registry want the inventory
 * @param added at most {@value #MAX_CHANGES} together with {@code removed}
 */
public record HoldingReport(
    long incarnation, long number, List<HeldVersion> added, List<HeldVersion> removed) {
  public static final int MAX_CHANGES = 10_000;

  public HoldingReport {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("number", number, 1);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    if (added.size() + removed.size() > MAX_CHANGES) {
      throw new IllegalArgumentException("a report holds at most " + MAX_CHANGES + " changes");
    }
  }
}
