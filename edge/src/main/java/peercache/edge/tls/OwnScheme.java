package peercache.edge.tls;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

/** What this service's own URIs begin with. */
public final class OwnScheme {
  private OwnScheme() {}

  /** {@code https} if the server has a certificate, otherwise {@code http}. */
  public static String of(Environment environment) {
    var ssl = Binder.get(environment).bind("server.ssl", Ssl.class);
    return Ssl.isEnabled(ssl.orElse(null)) ? "https" : "http";
  }
}
