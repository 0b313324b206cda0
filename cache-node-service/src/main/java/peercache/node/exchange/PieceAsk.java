package peercache.node.exchange;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import peercache.api.NodeId;

/**
 * A node asks another one which of its pieces it may fetch. The one that is asked chooses, because
 * it alone knows what it has sent to whom; the one that asks says what it would take. It also says
 * what it has and what it is fetching, so an ask is a report as well, and one that gets lost costs
 * nothing.
 *
 * @param node that asks
 * @param number rises with each ask of this node at the one that it asks; of two that overtook each
 *     other the higher one counts
 * @param closed the highest number of an ask that it does not wait for any more, answered or not:
 *     of what it was offered for that one and those before it fetches only what it says here
 * @param pieces how many the version has
 * @param have verified pieces: what this node could be asked for in turn
 * @param coming pieces that it is fetching from the origin, by whomever's leave
 * @param wanted pieces that it would take
 * @param urgent wanted pieces that somebody waits for, most urgent first
 * @param fetching what it is fetching from the node that it asks, or by its leave from the origin
 * @param room how many pieces it would take now; none: it only reports
 * @param originToo whether it can reach the origin, and would fetch from it for everybody
 * @param waitMillis how long it would wait for an offer
 */
public record PieceAsk(
    NodeId node,
    long number,
    long closed,
    int pieces,
    PieceSet have,
    PieceSet coming,
    PieceSet wanted,
    List<Integer> urgent,
    List<Integer> fetching,
    int room,
    boolean originToo,
    int waitMillis) {
  private static final int MAX_URGENT = 16;
  private static final int MAX_FETCHING = 1_024;
  private static final int MAX_PIECES = 1 << 20;
  public static final int MAX_WAIT_MILLIS = 10_000;

  public PieceAsk {
    Objects.requireNonNull(node);
    require("pieces", pieces, MAX_PIECES);
    require("room", room, MAX_FETCHING);
    require("waitMillis", waitMillis, MAX_WAIT_MILLIS);
    require("have", have.length(), pieces);
    require("coming", coming.length(), pieces);
    require("wanted", wanted.length(), pieces);
    require("urgent", urgent.size(), MAX_URGENT);
    require("fetching", fetching.size(), MAX_FETCHING);
    urgent.forEach(piece -> require("urgent", piece, pieces - 1));
    fetching.forEach(piece -> require("fetching", piece, pieces - 1));
    urgent = List.copyOf(urgent);
    fetching = List.copyOf(fetching);
  }

  /** What the one that asks has, or will have without being sent it by another node. */
  public BitSet hasOrGets() {
    return have.or(coming);
  }

  private static void require(String field, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          "%s must be 0 to %d, but is %d".formatted(field, max, value));
    }
  }
}
