package peercache.registry.ranking;

import java.net.URI;
import java.time.Duration;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;

/** Nodes for tests of what is decided about nodes. */
public final class Members {
  private Members() {}

  public static Member live(String id, String zone) {
    return member(id, zone, NodeState.LIVE, Headroom.FREE);
  }

  public static Member member(String id, String zone, NodeState state, Headroom headroom) {
    return new Member(
        new NodeId(id),
        1,
        URI.create("http://" + id),
        null,
        new Zone(zone),
        state,
        1_000,
        headroom,
        Duration.ofSeconds(3),
        null);
  }

  public static Candidate holding(Member node) {
    return new Candidate(node, HolderState.HOLDING, true, false, Grant.NONE, Suspicion.NONE);
  }

  public static Candidate filling(Member node) {
    return new Candidate(node, HolderState.FILLING, true, false, Grant.NONE, Suspicion.NONE);
  }
}
