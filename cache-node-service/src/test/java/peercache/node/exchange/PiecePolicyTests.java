package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiecePolicyTests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # candidates | urgent | copies of 0 to 4 | chosen
          '0 1 2'      | ''     | '1 0 2 0 0'      | 1
          '0 1 2'      | '2'    | '1 0 2 0 0'      | 2
          '0 1 2'      | '2 0'  | '1 0 2 0 0'      | 2
          '0 1'        | '2 0'  | '1 0 2 0 0'      | 0
          '0 1'        | '4 3'  | '1 0 2 0 0'      | 1
          '4'          | ''     | '0 0 0 0 9'      | 4
          '2 4'        | ''     | '0 0 3 0 2'      | 4
          ''           | '1'    | '0 0 0 0 0'      | -1
          ''           | ''     | '0 0 0 0 0'      | -1
          """)
  void whatAReaderWaitsForGoesFirstThenWhatTheFewestHave(
      String candidates, String urgent, String copies, int chosen) {
    var counts = Pieces.list(copies);

    assertThat(
            PiecePolicy.choose(
                Pieces.set(candidates), Pieces.list(urgent), counts::get, new Random(1)))
        .isEqualTo(chosen);
  }

  @Test
  void amongEquallyRareOnesAnyMayBeNext() {
    var random = new Random(1);
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      chosen.add(
          PiecePolicy.choose(
              Pieces.set(1, 2, 3, 4), List.of(), piece -> piece == 4 ? 2 : 1, random));
    }

    assertThat(chosen).containsExactlyInAnyOrder(1, 2, 3);
  }
}
