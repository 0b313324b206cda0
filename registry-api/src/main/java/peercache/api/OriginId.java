package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of a service that owns files, unique in its network.
 *
 * @param value 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}
 */
public record OriginId(@JsonValue String value) implements Comparable<OriginId> {
  @JsonCreator
  public OriginId {
    Names.require("origin id", value);
  }

  @Override
  public int compareTo(OriginId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
