package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.set;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CopiesTests {
  private final Copies copies = new Copies(4);

  private List<Integer> counts() {
    return IntStream.range(0, 4).mapToObj(copies::of).toList();
  }

  @Test
  void countsEachNodeOnce() {
    copies.are(A, set(0, 1));
    copies.are(B, set(1, 2));
    copies.add(B, 2);
    copies.add(B, 3);

    assertThat(counts()).containsExactly(1, 2, 1, 1);
  }

  @Test
  void whatANodeSaysReplacesWhatItSaidBefore() {
    copies.are(A, set(0, 1));
    copies.add(A, 2);
    copies.are(A, set(1, 3));

    assertThat(counts()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void whatAForgottenNodeHadDoesNotCount() {
    copies.are(A, set(0, 1));
    copies.are(B, set(0));

    copies.forget(A);
    copies.forget(A);

    assertThat(counts()).containsExactly(1, 0, 0, 0);
  }

  @Test
  void doesNotChangeWithTheSetThatItWasGiven() {
    var pieces = set(0);
    copies.are(A, pieces);
    pieces.set(1);

    copies.forget(A);

    assertThat(counts()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void piecesThatTheVersionDoesNotHaveAreNoneOfIt() {
    copies.are(A, set(1, 4, 99));
    copies.are(A, set(2, 99));
    assertThat(counts()).containsExactly(0, 0, 1, 0);

    copies.forget(A);

    assertThat(counts()).containsExactly(0, 0, 0, 0);
  }
}
