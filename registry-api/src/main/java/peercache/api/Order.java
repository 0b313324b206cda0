package peercache.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * Something that the registry tells a node to do. It is said again with each renewal until the node
 * confirms it with an {@link OrderReceipt} or it expires; to carry it out twice is the same as
 * once.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = Order.Unknown.class)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Fill.class, name = "fill"),
  @JsonSubTypes.Type(value = Order.Drop.class, name = "drop"),
  @JsonSubTypes.Type(value = Order.Leave.class, name = "leave")
})
public sealed interface Order {
  /** Names the order to the registry; nothing is to be read from it. */
  String id();

  /**
   * Have this version, all of it: confirmed as done when the node holds it, and the registry knows.
   */
  record Fill(String id, OriginId origin, VersionId version) implements Order {}

  /**
   * Have nothing of these versions: fills of them end, and what is on the disk is removed.
   * Confirmed as done when all of it is gone, also for the next run, and the registry knows.
   *
   * @param versions at most {@value #MAX_DROPPED}
   */
  record Drop(String id, List<VersionId> versions) implements Order {
    public static final int MAX_DROPPED = 1_000;

    public Drop {
      versions = List.copyOf(versions);
    }
  }

  /** Leave the network: the node is drained. Confirmed by doing so. */
  record Leave(String id) implements Order {}

  /** Of a kind that only later nodes know: passed over. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Unknown(String id) implements Order {}
}
