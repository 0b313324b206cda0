package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A caching computer's name, unique in its network.
 *
 * @param value 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}
 */
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {
  @JsonCreator
  public NodeId {
    Names.require("node id", value);
  }

  public static boolean isNodeId(String text) {
    return Names.isName(text);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
