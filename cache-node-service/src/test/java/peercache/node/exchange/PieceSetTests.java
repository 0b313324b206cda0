package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PieceSetTests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # pieces      | on the wire
          ''            | ''
          '0'           | AQ==
          '7'           | gA==
          '8'           | AAE=
          '0 1 2 8'     | BwE=
          """)
  void isABitForEachPieceLowestFirstInBase64(String pieces, String wire) {
    var set = PieceSet.of(Pieces.set(pieces));

    assertThat(set).hasToString(wire);
    assertThat(PieceSet.parse(wire)).isEqualTo(set);
    assertThat(set.size()).isEqualTo(Pieces.list(pieces).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "A", "AQ==AQ==", "AQ= ="})
  void isNothingElse(String wire) {
    assertThatThrownBy(() -> PieceSet.parse(wire)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotChange() {
    var bits = Pieces.set(1);
    var set = PieceSet.of(bits);
    bits.set(2);
    set.bits().set(3);

    assertThat(set.bits()).isEqualTo(Pieces.set(1));
    assertThat(set.length()).isEqualTo(2);
  }
}
