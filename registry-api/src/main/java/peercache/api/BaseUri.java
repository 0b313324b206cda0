package peercache.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What a service may say that it is reached under: {@code http(s)://host[:port][/path]}. */
final class BaseUri {
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
    String text = uri.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
  }
}
