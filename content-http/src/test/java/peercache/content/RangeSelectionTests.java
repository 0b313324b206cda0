package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 14, for a representation of 1,000 bytes where nothing else is said. */
class RangeSelectionTests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0           | 0-0",
        "bytes=0-499         | 0-499",
        "bytes=500-          | 500-999",
        "bytes=999-          | 999-999",
        "bytes=0-            | 0-999",
        "bytes=-1            | 999-999",
        "bytes=-1000         | 0-999",
        "bytes=-5000         | 0-999",
        "bytes=990-5000      | 990-999",
        "bytes=0-99999999999999999999999 | 0-999",
        "BYTES=1-2           | 1-2",
        "bytes= 1-2 , 5-6    | 1-2 5-6",
        "bytes=5-6,1-2       | 5-6 1-2",
        "bytes=,1-2,,        | 1-2",
        "bytes=0-1,2000-3000 | 0-1",
        "bytes=0-1,-1        | 0-1 999-999",
      })
  void selectsParts(String header, String expected) {
    assertThat(RangeSelection.of(header, 1_000)).isEqualTo(parts(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=2-1", "bytes=1", "bytes=1-2-3",
        "bytes=+1-2", "bytes=1 -2", "bytes=0x1-2", "items=0-1", "bytes", "0-1", "bytes=1-2;3-4",
        "bytes=١-٢", "bytes=1-2,x"
      })
  void ignoresWhatItDoesNotUnderstand(String header) {
    assertThat(RangeSelection.of(header, 1_000)).isEqualTo(new RangeSelection.Whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=1000-",
        "bytes=1000-2000",
        "bytes=-0",
        "bytes=99999999999999999999999-",
        "bytes=-0,1000-"
      })
  void isUnsatisfiableWhereNoByteExists(String header) {
    assertThat(RangeSelection.of(header, 1_000)).isEqualTo(new RangeSelection.Unsatisfiable());
  }

  @Test
  void nothingOfAnEmptyRepresentationCanBeSelected() {
    assertThat(RangeSelection.of("bytes=0-", 0)).isEqualTo(new RangeSelection.Unsatisfiable());
    assertThat(RangeSelection.of("bytes=-1", 0)).isEqualTo(new RangeSelection.Unsatisfiable());
    assertThat(RangeSelection.of(null, 0)).isEqualTo(new RangeSelection.Whole());
  }

  @Test
  void overlappingRangesSelectTheWhole() {
    assertThat(RangeSelection.of("bytes=0-10,5-15", 1_000)).isEqualTo(new RangeSelection.Whole());
    assertThat(RangeSelection.of("bytes=0-,0-,0-", 1_000)).isEqualTo(new RangeSelection.Whole());
  }

  @Test
  void moreRangesThanTheBoundSelectTheWhole() {
    assertThat(RangeSelection.of(ranges(RangeSelection.MAX_RANGES), 1_000))
        .isInstanceOf(RangeSelection.Parts.class);
    assertThat(RangeSelection.of(ranges(RangeSelection.MAX_RANGES + 1), 1_000))
        .isEqualTo(new RangeSelection.Whole());
    assertThat(RangeSelection.of(ranges(400), 1_000)).isEqualTo(new RangeSelection.Whole());
  }

  @Test
  void positionsBeyondTwoGibibytesAreExact() {
    long size = 200L << 30;

    assertThat(RangeSelection.of("bytes=107374182400-", size))
        .isEqualTo(parts("107374182400-" + (size - 1)));
  }

  private static String ranges(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> 2 * i + "-" + 2 * i)
        .collect(Collectors.joining(",", "bytes=", ""));
  }

  private static RangeSelection parts(@Nullable String expected) {
    var ranges =
        Arrays.stream(expected == null ? new String[0] : expected.split(" ", -1))
            .map(part -> part.split("-", -1))
            .map(ends -> new ByteRange(Long.parseLong(ends[0]), Long.parseLong(ends[1])))
            .toList();
    return new RangeSelection.Parts(ranges);
  }
}
