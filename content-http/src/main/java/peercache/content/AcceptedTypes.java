package peercache.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client says in {@code Accept} (RFC 9110 section 12.5.1). Parameters of media types are not
 * compared. Pure.
 */
public final class AcceptedTypes {
  private record Range(String type, double weight) {
    boolean covers(String other) {
      return type.equals("*/*")
          || (type.endsWith("/*") && other.startsWith(type.substring(0, type.length() - 1)));
    }
  }

  private final List<Range> ranges;

  private AcceptedTypes(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * @param fields the values of all {@code Accept} fields of a request
   */
  public static AcceptedTypes of(List<String> fields) {
    var ranges = new ArrayList<Range>();
    for (String field : fields) {
      for (String element : field.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = element.split(";", -1);
        if (!parts[0].isBlank()) {
          ranges.add(new Range(parts[0].strip(), weight(parts)));
        }
      }
    }
    return new AcceptedTypes(ranges);
  }

  /**
   * The weight of a type that the client names in full.
   *
   * @return 0 if it does not: who accepts anything has asked for nothing
   */
  public double named(String type) {
    double weight = 0;
    for (Range range : ranges) {
      if (range.type().equals(type)) {
        weight = Math.max(weight, range.weight());
      }
    }
    return weight;
  }

  /** The weight of a type by the most specific range that covers it; 1 if nothing is said. */
  public double weight(String type) {
    if (ranges.isEmpty()) {
      return 1;
    }
    String best = "";
    double weight = 0;
    for (Range range : ranges) {
      if (range.type().equals(type)) {
        return named(type);
      }
      if (range.covers(type) && (best.isEmpty() || best.equals("*/*"))) {
        best = range.type();
        weight = range.weight();
      }
    }
    return weight;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Math.clamp(Double.parseDouble(parameter.substring(2)), 0, 1);
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
