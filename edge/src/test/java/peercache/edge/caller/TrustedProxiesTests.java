package peercache.edge.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.edge.caller.ProxyProperties.Header;

class TrustedProxiesTests {
  private static final TrustedProxies PROXIES =
      new ProxyProperties(
              List.of("10.0.0.0/8", "192.0.2.1", "2001:db8::/32"), Header.X_FORWARDED_FOR)
          .proxies();

  @ParameterizedTest(name = "{0} says {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.7 | 203.0.113.9                    | 198.51.100.7:40000",
        "10.1.2.3     | 203.0.113.9                    | 203.0.113.9:40000",
        "192.0.2.1    | 203.0.113.9                    | 203.0.113.9:40000",
        "192.0.2.2    | 203.0.113.9                    | 192.0.2.2:40000",
        "2001:db8::1  | 203.0.113.9                    | 203.0.113.9:40000",
        "10.1.2.3     | ::ffff:203.0.113.9             | 203.0.113.9:40000",
        "10.1.2.3     | 1.1.1.1, 203.0.113.9           | 203.0.113.9:40000",
        "10.1.2.3     | 1.1.1.1, 203.0.113.9, 10.9.9.9 | 203.0.113.9:40000",
        "10.1.2.3     | 10.0.0.1, 10.0.0.2             | 10.0.0.1:40000",
        "10.1.2.3     | ''                             | 10.1.2.3:40000",
        "10.1.2.3     | unknown                        | 10.1.2.3:40000",
        "10.1.2.3     | 203.0.113.9, localhost         | 10.1.2.3:40000",
        "10.1.2.3     | 203.0.113.9, x, 10.0.0.2       | 10.0.0.2:40000",
        "10.1.2.3     | 203.0.113.9:81                 | 203.0.113.9:81",
        "10.1.2.3     | [2a00::9]:81                   | 2a00::9:81",
        "10.1.2.3     | 2a00::9                        | 2a00::9:40000",
        "10.1.2.3     | [2a00::9]                      | 2a00::9:40000",
        "10.1.2.3     | [2a00::9]81                    | 10.1.2.3:40000",
        "10.1.2.3     | 203.0.113.9:99999              | 10.1.2.3:40000",
        "10.1.2.3     | 203.0.113.9:                   | 203.0.113.9:40000",
        "10.1.2.3     | 203.0.113.999                  | 10.1.2.3:40000",
        "10.1.2.3     | 3232235777                     | 10.1.2.3:40000",
        "10.1.2.3     | fe80::1%eth0                   | 10.1.2.3:40000",
      })
  void theLastAddressThatIsNoProxyIsTheCaller(String peer, String said, String caller) {
    assertThat(PROXIES.caller(socket(peer + ":40000"), List.of(said))).isEqualTo(socket(caller));
  }

  @Test
  void severalLinesAreOneList() {
    assertThat(PROXIES.caller(socket("10.1.2.3:1"), List.of("203.0.113.9", "10.0.0.9")))
        .isEqualTo(socket("203.0.113.9:1"));
    assertThat(PROXIES.caller(socket("10.1.2.3:1"), List.of("10.0.0.9", "203.0.113.9")))
        .isEqualTo(socket("203.0.113.9:1"));
    assertThat(PROXIES.caller(socket("10.1.2.3:1"), List.of())).isEqualTo(socket("10.1.2.3:1"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "for=203.0.113.9                       | 203.0.113.9:1",
        "For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9:1",
        "by=10.0.0.1; for=203.0.113.9          | 203.0.113.9:1",
        "for=1.1.1.1, for=203.0.113.9;host=a   | 203.0.113.9:1",
        "for=\"[2a00::9]:4711\"                | 2a00::9:4711",
        "for=\"203.0.113.9:80\", for=10.0.0.7  | 203.0.113.9:80",
        "for=unknown                           | 10.1.2.3:1",
        "for=_hidden, for=10.0.0.7             | 10.0.0.7:1",
        "proto=https                           | 10.1.2.3:1",
        "203.0.113.9                           | 10.1.2.3:1",
      })
  void readsForwardedWhereThatIsWhatTheProxiesWrite(String said, String caller) {
    var proxies = new ProxyProperties(List.of("10.0.0.0/8"), Header.FORWARDED).proxies();

    assertThat(proxies.caller(socket("10.1.2.3:1"), List.of(said))).isEqualTo(socket(caller));
  }

  @Test
  void withoutProxiesNobodyIsBelieved() {
    assertThat(TrustedProxies.NONE.caller(socket("127.0.0.1:1"), List.of("203.0.113.9")))
        .isEqualTo(socket("127.0.0.1:1"));
    assertThat(TrustedProxies.NONE.trusts(socket("127.0.0.1:1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "2001:db8::/129",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0/8",
        "fe80::1%eth0"
      })
  void aNetworkThatIsNoneIsNamed(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ProxyProperties(List.of("10.0.0.0/8", network), Header.X_FORWARDED_FOR))
        .withMessageStartingWith("peercache.http.proxies.trusted[1] must be a network")
        .withMessageContaining("'" + network + "'");
  }

  private static InetSocketAddress socket(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(text.substring(0, colon)),
        Integer.parseInt(text.substring(colon + 1)));
  }
}
