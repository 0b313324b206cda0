package peercache.api;

import java.util.regex.Pattern;

/** The one grammar that node ids, origin ids and the segments of a zone share. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static void require(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 63 of a-z, 0-9 and '-': " + Quoted.quoted(text));
    }
  }
}
