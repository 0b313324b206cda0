package peercache.registry.fill;

import java.util.List;
import java.util.Locale;
import peercache.api.HolderState;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Headroom;

/**
 * Whether the nodes to which the callers of a zone are sent for a version are enough for the
 * demand, and how many more are to fill it; pure. Nobody is told to have fewer: a copy that few ask
 * for is what its node evicts first when it needs room.
 *
 * @param requestsPerHolder what a node is to bear, in requests a second; more than 0
 */
public record DemandPolicy(double requestsPerHolder) {
  /**
   * @param pressed whether the demand is too much for those that hold the version: then callers are
   *     sent to those that are filling it as well
   * @param more how many further nodes are to fill it
   * @param why in words, for {@code /explain}
   */
  public record Verdict(boolean pressed, int more, String why) {}

  /**
   * @param requests a second, from all callers of the zone
   * @param nearest the nodes that are nearest to these callers, of those that have the version;
   *     what is sparse there goes on only when it is asked, and bears nothing by itself
   */
  public Verdict judge(double requests, List<Candidate> nearest) {
    long holding = nearest.stream().filter(one -> one.state() == HolderState.HOLDING).count();
    var serving = nearest.stream().filter(one -> one.state() != HolderState.SPARSE).toList();
    if (serving.isEmpty()) {
      return new Verdict(false, 0, "no node near the caller has the version");
    }
    boolean full =
        requests > 0 && serving.stream().allMatch(one -> one.node().headroom() == Headroom.FULL);
    boolean tooMany = requests > requestsPerHolder * Math.max(1, holding);
    double wanted =
        Math.max(Math.ceil(requests / requestsPerHolder), full ? serving.size() + 1 : 0);
    int more = (int) Math.clamp(wanted - serving.size(), 0, Integer.MAX_VALUE);
    return new Verdict(full || tooMany, more, words(requests, holding, serving.size(), full, more));
  }

  private String words(double requests, long holding, int serving, boolean full, int more) {
    return String.format(
        Locale.ROOT,
        "%.1f requests a second, at most %.1f for each holder; near the caller %d hold the version"
            + " and %d fill it%s: %s",
        requests,
        requestsPerHolder,
        holding,
        serving - holding,
        full ? ", all of them full" : "",
        more == 0 ? "enough" : more + " more to fill it, if there are as many");
  }
}
