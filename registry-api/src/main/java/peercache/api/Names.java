package peercache.api;

/** The one grammar that node ids, origin ids and the segments of a zone share. */
final class Names {
  private static final int MAX_LENGTH = 63;

  private Names() {}

  static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  static void require(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 63 of a-z, 0-9 and '-': " + Quoted.quoted(text));
    }
  }
}
