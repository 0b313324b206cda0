package peercache.origin.markup;

/** Makes text safe between tags and in quoted attributes, of HTML and of XML; pure. */
public final class Markup {
  private Markup() {}

  /**
   * @param text without control characters
   */
  public static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        // No document may hold these two (XML 1.0 section 2.2), however they are written.
        case '\uFFFE', '\uFFFF' -> escaped.append('\uFFFD');
        default -> escaped.append(text.charAt(i));
      }
    }
    return escaped.toString();
  }
}
