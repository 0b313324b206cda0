package peercache.edge;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text that comes from outside, as it may stand in a log: in one line, and with nothing that a
 * terminal would obey.
 */
public final class Escaped {
  private Escaped() {}

  /**
   * @return with control and format characters, separators of lines and halves of characters as
   *     {@code \n} or {@code \u009b}, and with each backslash doubled
   */
  public static String of(@Nullable Object outside) {
    String text = String.valueOf(outside);
    if (text.codePoints().noneMatch(Escaped::isToBeEscaped)) {
      return text;
    }
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (isToBeEscaped(point)) {
            escape(point, escaped);
          } else {
            escaped.appendCodePoint(point);
          }
        });
    return escaped.toString();
  }

  private static boolean isToBeEscaped(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> point == '\\';
    };
  }

  private static void escape(int point, StringBuilder escaped) {
    switch (point) {
      case '\\' -> escaped.append("\\\\");
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        for (char unit : Character.toChars(point)) {
          escaped.append("\\u").append(HexFormat.of().toHexDigits(unit));
        }
      }
    }
  }
}
