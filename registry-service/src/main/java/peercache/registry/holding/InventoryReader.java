package peercache.registry.holding;

import java.io.IOException;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.registry.refusal.Refusal.BadField;
import peercache.registry.refusal.Refusal.TooLarge;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@link peercache.api.Inventory} as JSON from a stream into a spool, holding on to one
 * version at a time. The fields may come in any order; one that is missing, malformed, unknown or
 * there twice is named.
 */
final class InventoryReader {
  /** What stands beside the versions. */
  record Head(long incarnation, long number) {}

  private final JsonParser json;
  private final InventorySpool spool;
  private final int maxVersions;

  /**
   * @param maxVersions more are refused as too large
   */
  InventoryReader(JsonParser json, InventorySpool spool, int maxVersions) {
    this.json = json;
    this.spool = spool;
    this.maxVersions = maxVersions;
  }

  Head read() throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "inventory", "must be an object");
    var seen = new HashSet<String>();
    long incarnation = 0;
    long number = 0;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      require(seen.add(field), field, "stands there twice");
      json.nextToken();
      switch (field) {
        case "incarnation" -> incarnation = number(field, 1);
        case "number" -> number = number(field, 0);
        case "versions" -> readVersions();
        default -> throw new BadField(field, "is not a field of an inventory");
      }
    }
    for (String field : new String[] {"incarnation", "number", "versions"}) {
      require(seen.contains(field), field, "is missing");
    }
    require(json.nextToken() == null, "inventory", "must be one object");
    return new Head(incarnation, number);
  }

  private void readVersions() throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "versions", "must be an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (spool.count() == maxVersions) {
        throw new TooLarge("an inventory holds at most " + maxVersions + " versions");
      }
      readVersion("versions[" + spool.count() + "]");
    }
  }

  private void readVersion(String name) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, name, "must be an object");
    @Nullable VersionId id = null;
    long size = -1;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = version(name + ".id");
        case "size" -> size = number(name + ".size", 0);
        default -> throw new BadField(name + "." + field, "is not a field of a version");
      }
    }
    require(size >= 0, name + ".size", "is missing");
    if (id == null) {
      throw new BadField(name + ".id", "is missing");
    }
    spool.add(id.sha256(), size);
  }

  private VersionId version(String name) {
    String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "";
    require(VersionId.isVersionId(text), name, "must be 64 lower-case hex digits");
    return new VersionId(text);
  }

  private long number(String name, long atLeast) {
    boolean whole =
        json.currentToken() == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    require(
        whole && json.getLongValue() >= atLeast,
        name,
        "must be a whole number of at least " + atLeast);
    return json.getLongValue();
  }

  private static void require(boolean condition, String field, String rule) {
    if (!condition) {
      throw new BadField(field, rule);
    }
  }
}
