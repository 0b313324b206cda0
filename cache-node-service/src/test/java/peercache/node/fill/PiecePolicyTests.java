package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiecePolicyTests {
  @ParameterizedTest(name = "settled {0}, readers at {1}: {2} because {3}")
  @CsvSource(
      textBlock =
          """
          .......... ,     ,  0, nobody reads so it goes in order
          ####...... ,     ,  4, nobody reads so it goes in order
          ########## ,     , -1, all is settled
          .......... , 0   ,  0, the reader waits for it
          .......... , 7   ,  7, the reader waits for it
          .......#.. , 7   ,  8, the reader wants it next
          .......##. , 7   ,  9, the reader wants it soon
          .......### , 7   ,  0, nothing is left ahead of the reader
          #####..... , 0   ,  5, the read-ahead is settled and the rest is in order
          #.##.#.... , 3   ,  4, what the reader wants next comes before what is first in order
          ####..#... , 6   ,  7, the earliest reader reads ahead
          .......... , 3 8 ,  3, the earlier reader comes first
          ...#...... , 3 8 ,  8, a reader who waits comes before one who reads ahead
          ...#....#. , 3 8 ,  4, then the earlier one reads ahead
          ...####.#. , 3 8 ,  0, it reads ahead no further than that
          """)
  void choosesTheNextPiece(String settled, String readers, int expected, String reason) {
    var positions =
        readers == null
            ? new TreeSet<Integer>()
            : Arrays.stream(readers.split(" "))
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));

    assertThat(PiecePolicy.next(bits(settled), settled.length(), positions, 3))
        .as(reason)
        .isEqualTo(expected);
  }

  private static BitSet bits(String picture) {
    var bits = new BitSet();
    for (int i = 0; i < picture.length(); i++) {
      bits.set(i, picture.charAt(i) == '#');
    }
    return bits;
  }
}
