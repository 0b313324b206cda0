package peercache.origin.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.Zone;
import peercache.api.ZoneRule;

class ZoneTableTests {
  private static final ZoneTable TABLE =
      ZoneTable.of(
          List.of(
              new ZoneRule("10.0.0.0/8", new Zone("eu")),
              new ZoneRule("10.1.0.0/16", new Zone("eu/fra")),
              new ZoneRule("10.1.2.3", new Zone("eu/fra/host")),
              new ZoneRule("2001:db8::/32", new Zone("us")),
              new ZoneRule("2001:db8:0:1::/64", new Zone("us/nyc"))));

  @ParameterizedTest
  @CsvSource({
    "10.2.0.1, eu",
    "10.1.9.9, eu/fra",
    "10.1.2.3, eu/fra/host",
    "11.0.0.1, default",
    "2001:db8:ffff::1, us",
    "2001:db8:0:1::5, us/nyc",
    "2001:db9::1, default",
    "::ffff:10.1.0.7, eu/fra"
  })
  void longestPrefixWins(String address, String zone) {
    assertThat(TABLE.zoneOf(InetAddress.ofLiteral(address))).isEqualTo(new Zone(zone));
  }

  @Test
  void ruleForEverythingHolds() {
    var table = ZoneTable.of(List.of(new ZoneRule("0.0.0.0/0", new Zone("v4"))));
    assertThat(table.zoneOf(InetAddress.ofLiteral("9.9.9.9"))).isEqualTo(new Zone("v4"));
    assertThat(table.zoneOf(InetAddress.ofLiteral("2001::1"))).isEqualTo(Zone.DEFAULT);
  }

  @Test
  void anIpv4AddressIsInNoNetworkOfIpv6() {
    var table = ZoneTable.of(List.of(new ZoneRule("::/0", new Zone("v6"))));
    assertThat(table.zoneOf(InetAddress.ofLiteral("2001::1"))).isEqualTo(new Zone("v6"));
    assertThat(table.zoneOf(InetAddress.ofLiteral("9.9.9.9"))).isEqualTo(Zone.DEFAULT);
    assertThat(table.zoneOf(InetAddress.ofLiteral("::ffff:9.9.9.9"))).isEqualTo(Zone.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "host/8", "::/129", ""})
  void refusesWhatIsNoNetwork(String cidr) {
    assertThatThrownBy(() -> ZoneTable.of(List.of(new ZoneRule(cidr, Zone.DEFAULT))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
