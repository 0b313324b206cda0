package peercache.origin.listing;

import java.util.List;
import java.util.Locale;

/** Which form of a listing a client wants (RFC 9110 section 12.5.1); pure. */
enum AcceptedForm {
  HTML,
  JSON;

  /** JSON only for who prefers it: browsers and curl accept anything, and mean to read. */
  static AcceptedForm of(List<String> accept) {
    double html = 0;
    double json = 0;
    for (String header : accept) {
      for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        String type = range.split(";", 2)[0].strip();
        if (type.equals("application/json")) {
          json = Math.max(json, quality(range));
        } else if (type.equals("text/html")) {
          html = Math.max(html, quality(range));
        }
      }
    }
    return json > html ? JSON : HTML;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";", -1)) {
      String text = parameter.strip();
      if (text.startsWith("q=")) {
        try {
          return Math.clamp(Double.parseDouble(text.substring(2)), 0, 1);
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
