package peercache.node.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Asks and their answers on the wire. Written by hand, field by field: a general mapper took a
 * sixth of all the time that nodes spend on a fill among many. What is not known is left unread.
 */
public final class PieceJson {
  private static final JsonFactory JSON = new JsonFactory();

  private PieceJson() {}

  public static byte[] write(PieceAsk ask) {
    var json = new StringBuilder(256);
    json.append("{\"node\":\"").append(ask.node()); // needs no escapes
    json.append("\",\"number\":").append(ask.number());
    json.append(",\"closed\":").append(ask.closed());
    json.append(",\"pieces\":").append(ask.pieces());
    append(json, "have", ask.have());
    append(json, "coming", ask.coming());
    append(json, "wanted", ask.wanted());
    append(json, "urgent", ask.urgent());
    append(json, "fetching", ask.fetching());
    json.append(",\"room\":").append(ask.room());
    json.append(",\"originToo\":").append(ask.originToo());
    json.append(",\"waitMillis\":").append(ask.waitMillis());
    return ended(json);
  }

  public static byte[] write(PieceOffers offers) {
    var json = new StringBuilder(128);
    json.append("{\"leads\":").append(offers.leads());
    append(json, "have", offers.have());
    append(json, "coming", offers.coming());
    append(json, "pieces", offers.pieces());
    append(json, "fromOrigin", offers.fromOrigin());
    json.append(",\"originToken\":").append(offers.originToken());
    return ended(json);
  }

  private static void append(StringBuilder json, String name, PieceSet pieces) {
    json.append(",\"").append(name).append("\":\"").append(pieces).append('"');
  }

  private static void append(StringBuilder json, String name, List<Integer> pieces) {
    json.append(",\"").append(name).append("\":[");
    for (int i = 0; i < pieces.size(); i++) {
      json.append(i == 0 ? "" : ",").append(pieces.get(i));
    }
    json.append(']');
  }

  private static byte[] ended(StringBuilder json) {
    return json.append('}').toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What is read of an object; it is given the field's name and stands at its value. */
  private interface Field {
    void read(String name, JsonParser value);
  }

  private static void read(byte[] json, Field field) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "it is no object");
      for (var name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        field.read(name, parser);
      }
      require(parser.currentToken() == JsonToken.END_OBJECT, "it is not ended");
      require(parser.nextToken() == null, "there is something behind it");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static final class AskFields implements Field {
    @Nullable NodeId node;
    @Nullable Long number;
    @Nullable Long closed;
    @Nullable Integer pieces;
    @Nullable PieceSet have;
    @Nullable PieceSet coming;
    @Nullable PieceSet wanted;
    @Nullable List<Integer> urgent;
    @Nullable List<Integer> fetching;
    @Nullable Integer room;
    @Nullable Boolean originToo;
    @Nullable Integer waitMillis;

    @Override
    public void read(String name, JsonParser value) {
      switch (name) {
        case "node" -> node = new NodeId(text(value));
        case "number" -> number = number(value);
        case "closed" -> closed = number(value);
        case "pieces" -> pieces = small(value);
        case "have" -> have = PieceSet.parse(text(value));
        case "coming" -> coming = PieceSet.parse(text(value));
        case "wanted" -> wanted = PieceSet.parse(text(value));
        case "urgent" -> urgent = numbers(value);
        case "fetching" -> fetching = numbers(value);
        case "room" -> room = small(value);
        case "originToo" -> originToo = value.getBooleanValue();
        case "waitMillis" -> waitMillis = small(value);
        default -> value.skipChildren();
      }
    }
  }

  /**
   * @throws IllegalArgumentException if it is no ask, or one that cannot be
   */
  public static PieceAsk readAsk(byte[] json) {
    var read = new AskFields();
    read(json, read);
    return new PieceAsk(
        there("node", read.node),
        there("number", read.number),
        there("closed", read.closed),
        there("pieces", read.pieces),
        there("have", read.have),
        there("coming", read.coming),
        there("wanted", read.wanted),
        there("urgent", read.urgent),
        there("fetching", read.fetching),
        there("room", read.room),
        there("originToo", read.originToo),
        there("waitMillis", read.waitMillis));
  }

  private static final class OfferFields implements Field {
    @Nullable PieceSet have;
    @Nullable PieceSet coming;
    @Nullable List<Integer> pieces;
    @Nullable List<Integer> fromOrigin;
    @Nullable Long originToken;
    @Nullable Boolean leads;

    @Override
    public void read(String name, JsonParser value) {
      switch (name) {
        case "have" -> have = PieceSet.parse(text(value));
        case "coming" -> coming = PieceSet.parse(text(value));
        case "pieces" -> pieces = numbers(value);
        case "fromOrigin" -> fromOrigin = numbers(value);
        case "originToken" ->
            originToken = value.hasToken(JsonToken.VALUE_NULL) ? null : number(value);
        case "leads" -> leads = value.getBooleanValue();
        default -> value.skipChildren();
      }
    }
  }

  /**
   * @throws IllegalArgumentException if these are no offers, or such as cannot be
   */
  public static PieceOffers readOffers(byte[] json) {
    var read = new OfferFields();
    read(json, read);
    return new PieceOffers(
        there("have", read.have),
        there("coming", read.coming),
        there("pieces", read.pieces),
        there("fromOrigin", read.fromOrigin),
        read.originToken,
        there("leads", read.leads));
  }

  private static String text(JsonParser value) {
    require(value.hasToken(JsonToken.VALUE_STRING), "a text is missing");
    return value.getString();
  }

  private static long number(JsonParser value) {
    require(value.hasToken(JsonToken.VALUE_NUMBER_INT), "a whole number is missing");
    return value.getLongValue();
  }

  private static int small(JsonParser value) {
    require(value.hasToken(JsonToken.VALUE_NUMBER_INT), "a whole number is missing");
    return value.getIntValue();
  }

  private static List<Integer> numbers(JsonParser value) {
    require(value.hasToken(JsonToken.START_ARRAY), "a list is missing");
    var numbers = new ArrayList<Integer>();
    while (value.nextToken() != JsonToken.END_ARRAY) {
      numbers.add(small(value));
    }
    return numbers;
  }

  private static <T> T there(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
