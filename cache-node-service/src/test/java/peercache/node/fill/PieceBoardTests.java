package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import peercache.content.ByteRange;
import peercache.nodetest.Content;

class PieceBoardTests {
  private final List<Runnable> later = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final PieceBoard board =
      new PieceBoard(Content.random(3 * PIECE + 10, 1).manifest(), later::add);

  private final Callback waiter =
      Callback.from(() -> heard.add("there"), failure -> heard.add(failure.getMessage()));

  private void runLater() {
    List.copyOf(later).forEach(Runnable::run);
    later.clear();
  }

  @Test
  void callsBackOnAnotherThreadOnceAPieceIsThere() {
    board.await(PIECE + 5, waiter);
    board.verified(0);
    assertThat(later).isEmpty();

    board.verified(1);
    assertThat(heard).isEmpty();
    runLater();

    assertThat(heard).containsExactly("there");
  }

  @Test
  void callsBackAboutAPieceThatIsThereAlready() {
    board.verified(1);

    board.await(PIECE, waiter);
    runLater();

    assertThat(heard).containsExactly("there");
  }

  @Test
  void tellsAllWhoWaitOfAFailureOnceAndThoseWhoComeLater() {
    board.await(0, waiter);

    board.fail(new FillFailed(FillFault.STALLED, "first"));
    board.fail(new FillFailed(FillFault.STALLED, "second"));
    board.await(PIECE, waiter);
    runLater();

    assertThat(heard).containsExactly("first", "first");
    assertThatThrownBy(() -> board.readable(body(), 0)).isInstanceOf(IOException.class);
  }

  @Test
  void aWholeVersionCannotFailAnyMore() {
    for (int piece = 0; piece < 4; piece++) {
      board.verified(piece);
    }

    board.fail(new FillFailed(FillFault.STOPPED, "too late"));

    assertThat(board.failure()).isNull();
    assertThat(board.isOver()).isTrue();
  }

  @Test
  void readsAsFarAsPiecesFollowWithoutAGap() throws IOException {
    board.verified(1);
    board.verified(3);
    var body = body();

    assertThat(board.readable(body, 0)).isZero();
    assertThat(board.readable(body, PIECE + 7)).isEqualTo(PIECE - 7);
    assertThat(board.readable(body, 3L * PIECE)).isEqualTo(10);
    board.verified(2);
    assertThat(board.readable(body, PIECE)).isEqualTo(2L * PIECE + 10);
  }

  @Test
  void wantsOnlyThePiecesThatWereAskedFor() throws IOException {
    var large = new PieceBoard(Content.random(20 * PIECE, 2).manifest(), later::add);

    large.demand(List.of(new ByteRange(7L * PIECE + 1, 8L * PIECE)));
    assertThat(large.missing().stream()).containsExactly(7, 8);

    large.verified(7);
    large.verified(8);
    assertThat(large.isResting()).isTrue();
    assertThat(large.isOver()).isFalse();

    large.await(12L * PIECE, waiter);
    assertThat(large.missing().stream()).containsExactly(12);
  }

  @Test
  void wantsAllOnceAQuarterWasAskedFor() throws IOException {
    var large = new PieceBoard(Content.random(20 * PIECE, 2).manifest(), later::add);

    large.demand(List.of(new ByteRange(0, 5L * PIECE - 1)));

    assertThat(large.missing().cardinality()).isEqualTo(20);
  }

  @SuppressWarnings("NullAway") // its bytes are never read here
  private FillBody body() {
    return new FillBody(board, null, 0);
  }
}
