package peercache.origin.listing;

import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.origin.markup.Markup;

/** A listing for people: no script, nothing from elsewhere, every name escaped; pure. */
final class HtmlListing {
  private HtmlListing() {}

  /**
   * @param directory null for the served directory itself
   */
  static String of(@Nullable FilePath directory, Page page) {
    String title = "/" + (directory == null ? "" : directory + "/");
    var html = new StringBuilder(256 + page.entries().size() * 160);
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        .append(Markup.escape(title))
        .append("</title>\n</head>\n<body>\n<h1>")
        .append(Markup.escape(title))
        .append("</h1>\n<table>\n");
    if (directory != null) {
      html.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
    }
    for (Entry entry : page.entries()) {
      append(html, entry);
    }
    html.append("</table>\n");
    if (page.next() != null) {
      html.append("<p><a rel=\"next\" href=\"")
          .append(Markup.escape(nextQuery(page.next())))
          .append("\">more</a></p>\n");
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, Entry entry) {
    String slash = entry.kind() == Entry.Kind.directory ? "/" : "";
    html.append("<tr><td><a href=\"")
        .append(Markup.escape(link(entry.id()) + slash))
        .append("\">")
        .append(Markup.escape(entry.id() + slash))
        .append("</a></td><td align=\"right\">")
        .append(entry.size() == null ? "" : entry.size())
        .append("</td><td>")
        .append(entry.lastModified())
        .append("</td></tr>\n");
  }

  /** Relative, and never taken for a scheme ({@code a:b}). */
  private static String link(String name) {
    return "./" + new FilePath(name).toUriPath();
  }

  /** The query of the page that begins after a name. */
  static String nextQuery(String name) {
    return "?after=" + new FilePath(name).toUriPath().replace("&", "%26").replace("+", "%2B");
  }
}
