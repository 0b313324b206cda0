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
   * @param leader by whose leave it is asked; absent where it is asked as any caller asks
   * @param token that the registry gave the leader; absent while that is away
   */
  record Origin(URI baseUri, @Nullable NodeId leader, @Nullable Long token) implements Source {

    @Override
    public String toString() {
      return "the origin";
    }
  }
}
