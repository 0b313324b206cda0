package peercache.content;

import java.util.List;

/** When a request for a file wants its Metalink (RFC 5854) instead of its bytes. Pure. */
public final class MetalinkForm {
  public static final String MEDIA_TYPE = "application/metalink4+xml";
  public static final String FILE_EXTENSION = ".meta4";

  /** For clients that cannot say {@code Accept}. */
  public static final String PARAMETER = "metalink";

  private MetalinkForm() {}

  /**
   * Whether {@code Accept} wants it more than the file. A client that takes both alike, as aria2
   * does by default, gets the file: it would store the Metalink under the name that the user chose
   * for the file.
   *
   * @param accept the values of all {@code Accept} fields
   */
  public static boolean isPreferred(List<String> accept, String fileName) {
    if (!mayName(accept) || fileName.endsWith(FILE_EXTENSION)) {
      return false;
    }
    var types = AcceptedTypes.of(accept);
    String fileType = Representation.contentType(fileName).getValue();
    return types.named(MEDIA_TYPE) > types.weight(fileType);
  }

  /** Spares all others the parsing: this runs for each request. */
  private static boolean mayName(List<String> accept) {
    for (int i = 0; i < accept.size(); i++) {
      String value = accept.get(i);
      int slash = value.indexOf('/');
      while (slash >= 0) {
        if (value.regionMatches(true, slash + 1, "metalink4", 0, 9)) {
          return true;
        }
        slash = value.indexOf('/', slash + 1);
      }
    }
    return false;
  }

  /** Whether the query asks for it. */
  public static boolean isParameter(String parameter) {
    return parameter.equals(PARAMETER) || parameter.startsWith(PARAMETER + "=");
  }
}
