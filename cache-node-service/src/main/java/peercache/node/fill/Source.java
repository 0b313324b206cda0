package peercache.node.fill;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;

/** Where pieces can be had. */
sealed interface Source {
  URI baseUri();

  /** Another node. */
  record Peer(NodeId id, URI baseUri, HolderState state) implements Source {
    static Peer of(FillPlan.Source source) {
      return new Peer(source.id(), source.baseUri(), source.state());
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
    public String toString() {
      return "the origin";
    }
  }
}
