package peercache.api;

/** Foreign text as it may stand in an error message: bounded, printable, in quotes. */
final class Quoted {
  private static final int MAX_LENGTH = 80;

  private Quoted() {}

  static String quoted(String text) {
    var shown = new StringBuilder("'");
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(point -> shown.appendCodePoint(isPrintable(point) ? point : '\uFFFD'));
    return shown.append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "…'" : "'").toString();
  }

  private static boolean isPrintable(int point) {
    return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
  }
}
