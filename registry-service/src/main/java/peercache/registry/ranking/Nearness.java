package peercache.registry.ranking;

import peercache.api.Zone;

/**
 * How near two zones are. The natural order is nearest first: the very same zone, then by how many
 * leading segments they share, so the same region comes before the rest.
 *
 * @param same whether it is the very same zone
 * @param shared leading segments in common
 */
public record Nearness(boolean same, int shared) implements Comparable<Nearness> {
  public static Nearness between(Zone one, Zone other) {
    String[] left = one.path().split("/", -1);
    String[] right = other.path().split("/", -1);
    int shared = 0;
    while (shared < Math.min(left.length, right.length) && left[shared].equals(right[shared])) {
      shared++;
    }
    return new Nearness(one.equals(other), shared);
  }

  @Override
  public int compareTo(Nearness other) {
    return same != other.same ? (same ? -1 : 1) : Integer.compare(other.shared, shared);
  }
}
