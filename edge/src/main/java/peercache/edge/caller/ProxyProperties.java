package peercache.edge.caller;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose word counts about who a caller is.
 *
 * @param trusted networks of proxies, or single addresses; without any nobody is believed
 * @param header the one that these proxies write. The other one is passed over: a proxy that does
 *     not know it hands on what a caller wrote into it
 */
@ConfigurationProperties("peercache.http.proxies")
public record ProxyProperties(
    @DefaultValue List<String> trusted, @DefaultValue("x-forwarded-for") Header header) {
  /** How a proxy says for whom it asks. */
  public enum Header {
    /** As nearly all write it: addresses, the last one by the last proxy. */
    X_FORWARDED_FOR,
    /** RFC 7239. */
    FORWARDED
  }

  public ProxyProperties {
    trusted = List.copyOf(trusted);
    var _ = networks(trusted);
  }

  public TrustedProxies proxies() {
    return new TrustedProxies(networks(trusted), header);
  }

  private static List<IpNetwork> networks(List<String> trusted) {
    return IntStream.range(0, trusted.size())
        .mapToObj(i -> {
          try {
            return IpNetwork.parse(trusted.get(i));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "peercache.http.proxies.trusted[%d] %s".formatted(i, e.getMessage()), e);
          }
        })
        .toList();
  }
}
