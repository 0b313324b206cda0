package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * Where a node or a caller is, from wide to narrow: {@code eu/fra/rack-7}.
 *
 * @param path 1 to 8 segments of {@code [a-z0-9-]{1,63}} joined by {@code /}; the first is the
 *     region
 */
public record Zone(@JsonValue String path) implements Comparable<Zone> {
  /** Where nobody said otherwise. */
  public static final Zone DEFAULT = new Zone("default");

  private static final int MAX_DEPTH = 8;

  @JsonCreator
  public Zone {
    var segments = List.of(path.split("/", -1));
    if (segments.size() > MAX_DEPTH || !segments.stream().allMatch(Names::isName)) {
      throw new IllegalArgumentException(
          "zone must be 1 to 8 segments of a-z, 0-9 and '-' joined by '/': " + Quoted.quoted(path));
    }
  }

  /** The widest part of the zone: its first segment. */
  public String region() {
    int end = path.indexOf('/');
    return end < 0 ? path : path.substring(0, end);
  }

  /** How many segments, from the widest on, the two have in common. */
  public int sharedSegments(Zone other) {
    int least = Math.min(path.length(), other.path.length());
    int shared = 0;
    int at = 0;
    while (at < least && path.charAt(at) == other.path.charAt(at)) {
      if (path.charAt(at) == '/') {
        shared++;
      }
      at++;
    }
    return segmentEndsAt(at) && other.segmentEndsAt(at) ? shared + 1 : shared;
  }

  private boolean segmentEndsAt(int at) {
    return at == path.length() || path.charAt(at) == '/';
  }

  public boolean sameRegionAs(Zone other) {
    return sharedSegments(other) > 0;
  }

  @Override
  public int compareTo(Zone other) {
    return path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return path;
  }
}
