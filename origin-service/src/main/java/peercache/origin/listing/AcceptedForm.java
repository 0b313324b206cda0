package peercache.origin.listing;

import java.util.List;
import peercache.content.AcceptedTypes;

/** Which form of a listing a client wants; pure. */
enum AcceptedForm {
  HTML,
  JSON;

  /** JSON only for who prefers it: browsers and curl accept anything, and mean to read. */
  static AcceptedForm of(List<String> accept) {
    var types = AcceptedTypes.of(accept);
    return types.named("application/json") > types.named("text/html") ? JSON : HTML;
  }
}
