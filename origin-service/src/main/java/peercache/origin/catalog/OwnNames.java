package peercache.origin.catalog;

import peercache.api.FilePath;

/**
 * Names in a served directory that are Peercache's own: uploads on their way, and a data directory
 * (with keys, perhaps) that somebody put there.
 */
public final class OwnNames {
  /** How the names of uploads on their way begin. */
  public static final String UPLOAD_PREFIX = ".peercache-upload-";

  private static final String DATA = ".peercache";

  private OwnNames() {}

  /** Whether nothing is to be seen under this path. */
  public static boolean hide(FilePath path) {
    String value = path.value();
    // Almost no path holds it, and this is on the hot path.
    for (int at = value.indexOf(DATA); at >= 0; at = value.indexOf(DATA, at + 1)) {
      if ((at == 0 || value.charAt(at - 1) == '/') && endsName(value, at + DATA.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsName(String value, int end) {
    return end == value.length() || value.charAt(end) == '/' || value.charAt(end) == '-';
  }
}
