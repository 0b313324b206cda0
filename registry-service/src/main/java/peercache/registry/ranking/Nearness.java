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
    return new Nearness(one.equals(other), one.sharedSegments(other));
  }

  String words() {
    if (same) {
      return "the caller's zone";
    }
    return switch (shared) {
      case 0 -> "another region";
      case 1 -> "the caller's region";
      default -> "the first " + shared + " segments of the caller's zone";
    };
  }

  @Override
  public int compareTo(Nearness other) {
    return same != other.same ? (same ? -1 : 1) : Integer.compare(other.shared, shared);
  }
}
