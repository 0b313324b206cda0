package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What nodes say to each other, on the wire. */
class PieceAskTests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ASK =
      """
      {"node":"a","number":3,"closed":2,"pieces":10,"have":"Aw==","coming":"IA==","wanted":"/AM=","urgent":[2],\
      "fetching":[5],"room":4,"originToo":true,"waitMillis":500}\
      """;

  private static PieceAsk read(Object field, String json) {
    var ask = (ObjectNode) JSON.readTree(ASK);
    ask.set(field.toString(), JSON.readTree(json));
    return JSON.treeToValue(ask, PieceAsk.class);
  }

  @Test
  void isReadAsItIsWritten() {
    var ask = JSON.readValue(ASK, PieceAsk.class);

    assertThat(ask.node()).isEqualTo(Pieces.A);
    assertThat(ask.have().bits()).isEqualTo(Pieces.set(0, 1));
    assertThat(ask.wanted().bits()).isEqualTo(Pieces.set(2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(JSON.readTree(JSON.writeValueAsString(ask))).isEqualTo(JSON.readTree(ASK));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field      | bad
          node         | null
          node         | "A node"
          pieces       | -1
          pieces       | 1048577
          pieces       | 9
          have         | "AAQ="
          have         | "*"
          have         | null
          wanted       | "AAQ="
          coming       | "AAQ="
          coming       | null
          urgent       | [10]
          urgent       | [-1]
          urgent       | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]
          urgent       | null
          fetching     | [10]
          fetching     | [-1]
          room         | -1
          room         | 1025
          waitMillis   | -1
          waitMillis   | 10001
          """)
  void isRefusedOutOfBounds(String field, String bad) {
    assertThatThrownBy(() -> read(field, bad)).isInstanceOf(JacksonException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field      | good
          room         | 1024
          waitMillis   | 0
          waitMillis   | 10000
          pieces       | 1048576
          urgent       | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]
          fetching     | [0,9]
          have         | "AAI="
          """)
  void isTakenUpToItsBounds(String field, String good) {
    assertThat(read(field, good)).isNotNull();
  }

  @Test
  void offersAreReadAsTheyAreWritten() {
    var offers = Pieces.fromOrigin(1, 3);
    var json = JSON.valueToTree(offers);

    assertThat(json)
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "have",
                    "",
                    "coming",
                    "",
                    "pieces",
                    new int[0],
                    "fromOrigin",
                    new int[] {1, 3},
                    "originToken",
                    7L,
                    "leads",
                    true)));
    assertThat(JSON.treeToValue(json, PieceOffers.class)).isEqualTo(offers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field      | bad
          pieces       | [-1]
          pieces       | null
          fromOrigin   | [2,-1]
          have         | "*"
          have         | null
          coming       | null
          """)
  void offersOfPiecesThatCannotBeAreRefused(String field, String bad) {
    ObjectNode json = JSON.valueToTree(Pieces.fromOrigin(1, 3));
    json.set(field, JSON.readTree(bad));

    assertThatThrownBy(() -> JSON.treeToValue(json, PieceOffers.class))
        .isInstanceOf(JacksonException.class);
  }
}
