package peercache.content;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header selects of a representation (RFC 9110 section 14). */
public sealed interface RangeSelection {
  /** How many ranges one request may ask for; more of them select the whole. */
  int MAX_RANGES = 32;

  /** Everything: no range, or one that is to be ignored because it cannot be understood. */
  record Whole() implements RangeSelection {}

  /** One range, or several in the order asked for. */
  record Parts(List<ByteRange> ranges) implements RangeSelection {}

  /** Understood, but no byte of it exists: 416. */
  record Unsatisfiable() implements RangeSelection {}

  /**
   * @param header the value of {@code Range}, or null
   * @param size of the representation in bytes
   */
  static RangeSelection of(@Nullable String header, long size) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    var specs = header.substring(6).split(",", MAX_RANGES + 2);
    var ranges = new ArrayList<ByteRange>(Math.min(specs.length, 4));
    boolean understood = false;
    for (String untrimmed : specs) {
      String spec = trim(untrimmed);
      if (spec.isEmpty()) {
        continue; // RFC 9110 section 5.6.1.2: empty list elements are ignored
      }
      var bounds = Bounds.parse(spec);
      if (bounds == null) {
        return new Whole();
      }
      understood = true;
      var range = bounds.within(size);
      if (range != null) {
        ranges.add(range);
      }
    }
    if (!understood || specs.length > MAX_RANGES) {
      return new Whole();
    }
    if (ranges.isEmpty()) {
      return new Unsatisfiable();
    }
    return overlap(ranges) ? new Whole() : new Parts(List.copyOf(ranges));
  }

  /**
   * Overlapping ranges are an attack or an error (RFC 9110 section 14.2); the whole serves both.
   */
  private static boolean overlap(List<ByteRange> ranges) {
    if (ranges.size() < 2) {
      return false;
    }
    var sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ByteRange::first));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).first() <= sorted.get(i - 1).last()) {
        return true;
      }
    }
    return false;
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }

  /**
   * One range-spec: {@code first-}, {@code first-last} or {@code -suffix}; -1 stands for an absent
   * number.
   */
  record Bounds(long first, long last) {
    static @Nullable Bounds parse(String spec) {
      int dash = spec.indexOf('-');
      if (dash < 0) {
        return null;
      }
      long first = number(spec, 0, dash);
      long last = number(spec, dash + 1, spec.length());
      boolean nothing = dash == 0 && spec.length() == 1;
      boolean backwards = first >= 0 && last >= 0 && last < first;
      return first == BAD || last == BAD || nothing || backwards ? null : new Bounds(first, last);
    }

    @Nullable ByteRange within(long size) {
      if (first < 0) {
        return last == 0 || size == 0 ? null : new ByteRange(Math.max(0, size - last), size - 1);
      }
      if (first >= size) {
        return null;
      }
      return new ByteRange(first, last < 0 ? size - 1 : Math.min(last, size - 1));
    }

    private static final long BAD = -2;

    /** -1 if there is no digit, the largest long for what is larger than that. */
    private static long number(String text, int start, int end) {
      if (start == end) {
        return -1;
      }
      long value = 0;
      for (int i = start; i < end; i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return BAD;
        }
        value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
      }
      return value;
    }
  }
}
