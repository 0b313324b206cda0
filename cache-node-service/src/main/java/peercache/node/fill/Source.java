package peercache.node.fill;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import peercache.api.HolderState;
import peercache.api.NodeId;

/** Where pieces can be had. */
sealed interface Source {
  URI baseUri();

  /** Whether it is the same computer, whatever else was learnt of it. */
  boolean isSameAs(Source other);

  /** Another node. */
  record Peer(NodeId id, URI baseUri, HolderState state) implements Source {
    @Override
    public boolean isSameAs(Source other) {
      return other instanceof Peer peer && peer.id().equals(id);
    }

    @Override
    public String toString() {
      return "node " + id;
    }
  }

  /**
   * The origin itself.
   *
   * @param token under which this node alone may ask it; absent while the registry is away
   */
  record Origin(URI baseUri, @Nullable Long token) implements Source {
    @Override
    public boolean isSameAs(Source other) {
      return other instanceof Origin;
    }

    @Override
    public String toString() {
      return "the origin";
    }
  }
}
