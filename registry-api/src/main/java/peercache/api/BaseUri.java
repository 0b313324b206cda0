package peercache.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What a service may say that it is reached under: {@code http(s)://host[:port][/path]}. */
final class BaseUri {
  /** It stands in each redirect. */
  private static final int MAX_LENGTH = 512;

  private BaseUri() {}

  static @Nullable URI requireIfAny(String field, @Nullable URI uri) {
    return uri == null ? null : require(field, uri);
  }

  static URI require(String field, URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean plain =
        uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null;
    if (!http || uri.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          field
              + " must be an absolute http or https URI without user, query and fragment: "
              + Quoted.quoted(uri.toString()));
    }
    if (uri.getPort() > 65_535) {
      throw new IllegalArgumentException(
          field + " must have a port of at most 65535: " + Quoted.quoted(uri.toString()));
    }
    String text = uri.toString();
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          field + " must be at most " + MAX_LENGTH + " characters long");
    }
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
  }
}
