package peercache.node.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
    return PieceJson.readAsk(JSON.writeValueAsBytes(ask));
  }

  @Test
  void isReadAsItIsWritten() {
    var ask = PieceJson.readAsk(ASK.getBytes(UTF_8));

    assertThat(ask.node()).isEqualTo(Pieces.A);
    assertThat(ask.have().bits()).isEqualTo(Pieces.set(0, 1));
    assertThat(ask.wanted().bits()).isEqualTo(Pieces.set(2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(JSON.readTree(PieceJson.write(ask))).isEqualTo(JSON.readTree(ASK));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field      | bad
          node         | null
          node         | "A node"
          node         | 7
          number       | null
          number       | "x"
          closed       | [1]
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
          urgent       | ["x"]
          urgent       | [null]
          room         | -1
          room         | 1.5
          originToo    | "true"
          room         | 1025
          waitMillis   | -1
          waitMillis   | 10001
          """)
  void isRefusedOutOfBounds(String field, String bad) {
    assertThatThrownBy(() -> read(field, bad)).isInstanceOf(IllegalArgumentException.class);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node",
        "number",
        "closed",
        "pieces",
        "have",
        "coming",
        "wanted",
        "urgent",
        "fetching",
        "room",
        "originToo",
        "waitMillis"
      })
  void isRefusedWithoutOneOfItsFields(String field) {
    var ask = (ObjectNode) JSON.readTree(ASK);
    ask.remove(field);

    assertThatThrownBy(() -> PieceJson.readAsk(JSON.writeValueAsBytes(ask)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(field + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"node\":\"a\"", "{\"room\":4}}", "x"})
  void isRefusedIfItIsNoObject(String json) {
    assertThatThrownBy(() -> PieceJson.readAsk(json.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PieceJson.readOffers(json.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatALaterNodeSaysBesidesIsLeftUnread() {
    var ask = (ObjectNode) JSON.readTree(ASK);
    ask.set("later", JSON.readTree("{\"a\":[1,{\"b\":2}]}"));

    assertThat(PieceJson.readAsk(JSON.writeValueAsBytes(ask)))
        .isEqualTo(PieceJson.readAsk(ASK.getBytes(UTF_8)));
  }

  @Test
  void offersWithoutATokenSaySo() {
    var none = PieceSet.of(new BitSet());
    var offers = new PieceOffers(none, none, List.of(4, 0), List.of(), null, false);

    assertThat(JSON.readTree(PieceJson.write(offers)).get("originToken").isNull()).isTrue();
    assertThat(PieceJson.readOffers(PieceJson.write(offers))).isEqualTo(offers);
  }

  @Test
  void offersAreReadAsTheyAreWritten() {
    var offers = Pieces.fromOrigin(1, 3);
    var json = PieceJson.write(offers);

    assertThat(JSON.readTree(json))
        .isEqualTo(
            JSON.readTree(
                """
                {"have": "", "coming": "", "pieces": [], "fromOrigin": [1, 3], "originToken": 7,
                 "leads": true}
                """));
    assertThat(PieceJson.readOffers(json)).isEqualTo(offers);
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
    var json = (ObjectNode) JSON.readTree(PieceJson.write(Pieces.fromOrigin(1, 3)));
    json.set(field, JSON.readTree(bad));

    assertThatThrownBy(() -> PieceJson.readOffers(JSON.writeValueAsBytes(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
