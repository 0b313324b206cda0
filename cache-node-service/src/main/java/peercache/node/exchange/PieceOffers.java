package peercache.node.exchange;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link PieceAsk}.
 *
 * @param have verified pieces of the node that answers
 * @param coming pieces that it is fetching from the origin, by whomever's leave
 * @param pieces that the asker may fetch from it now; room to send them is kept for a moment
 * @param fromOrigin pieces that the asker is to fetch from the origin, for everybody
 * @param originToken under which it may
 * @param leads whether the node that answers says who fetches what from the origin
 */
public record PieceOffers(
    PieceSet have,
    PieceSet coming,
    List<Integer> pieces,
    List<Integer> fromOrigin,
    @Nullable Long originToken,
    boolean leads) {
  public PieceOffers {
    Objects.requireNonNull(have);
    Objects.requireNonNull(coming);
    pieces = List.copyOf(pieces);
    fromOrigin = List.copyOf(fromOrigin);
    if (Stream.concat(pieces.stream(), fromOrigin.stream()).anyMatch(piece -> piece < 0)) {
      throw new IllegalArgumentException("pieces are counted from 0");
    }
  }

  /** What the node that answers has, or will have without being sent it by another node. */
  public BitSet hasOrGets() {
    return have.or(coming);
  }

  public boolean offersNothing() {
    return pieces.isEmpty() && fromOrigin.isEmpty();
  }
}
