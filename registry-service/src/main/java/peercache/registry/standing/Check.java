package peercache.registry.standing;

import java.net.URI;
import java.util.Optional;
import peercache.api.NodeId;
import peercache.api.VersionId;

/**
 * A node that is to be checked.
 *
 * @param nodeKey its row
 * @param baseUri where services reach it
 * @param proven whether this run was seen at this URI before; if not, it is told no key
 * @param held a version that it says it holds; none if it holds none
 */
record Check(
    int nodeKey, NodeId node, URI baseUri, long incarnation, boolean proven, Optional<Held> held) {
  /**
   * @param size in bytes, more than 0
   */
  record Held(VersionId version, long size) {}

  /** What was seen. */
  sealed interface Outcome {
    /** This run of the node sent what it was asked for. */
    record Passed() implements Outcome {}

    /**
     * @param why in words
     */
    record Failed(String why) implements Outcome {}
  }
}
