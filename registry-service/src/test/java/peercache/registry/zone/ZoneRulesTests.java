package peercache.registry.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.Zone;
import peercache.api.ZoneRule;

class ZoneRulesTests {
  private static final ZoneRules RULES =
      new ZoneRules(
          List.of(
              rule("10.0.0.0/8", "eu"),
              rule("10.1.0.0/16", "eu/fra"),
              rule("10.1.2.0/24", "eu/fra/rack-7"),
              rule("10.1.2.3/32", "eu/fra/rack-7/desk"),
              rule("192.0.2.1", "us"),
              rule("2001:db8::/32", "as"),
              rule("2001:db8:0:0:1::/80", "as/tyo"),
              rule("2001:db8::1/128", "as/tyo/one")));

  @ParameterizedTest
  @CsvSource({
    "10.9.9.9, eu",
    "10.1.9.9, eu/fra",
    "10.1.2.9, eu/fra/rack-7",
    "10.1.2.3, eu/fra/rack-7/desk",
    "::ffff:10.1.2.9, eu/fra/rack-7",
    "192.0.2.1, us",
    "192.0.2.2, default",
    "255.255.255.255, default",
    "2001:db8:ffff::9, as",
    "2001:db8::1:2:3:4, as/tyo",
    "2001:DB8::1, as/tyo/one",
    "2001:db9::1, default",
    "::1, default"
  })
  void theLongestPrefixWins(String address, String zone) {
    assertThat(RULES.zoneOf(address)).isEqualTo(new Zone(zone));
  }

  @Test
  void aRuleForEverythingIsTheLastResort() {
    var rules = new ZoneRules(List.of(rule("0.0.0.0/0", "four"), rule("::/0", "six")));

    assertThat(rules.zoneOf("203.0.113.9")).isEqualTo(new Zone("four"));
    assertThat(rules.zoneOf("::ffff:203.0.113.9")).isEqualTo(new Zone("four"));
    assertThat(new ZoneRules(List.of(rule("::/0", "six"))).zoneOf("::ffff:203.0.113.9"))
        .isEqualTo(Zone.DEFAULT);
    assertThat(rules.zoneOf("2001:db8::1")).isEqualTo(new Zone("six"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.org",
        "10.1",
        "1",
        "10.1.2.256",
        "10.1.2.3.4",
        " 10.1.2.3",
        "10.1.2.3/32",
        "fe80::1%eth0",
        "[::1]",
        "2001:db8",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "dead.beef"
      })
  void whatIsNoAddressIsNeverLookedUp(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RULES.zoneOf(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/a",
        "10.0.0.1/8",
        "::ffff:10.0.0.0/104",
        "10.0.0.0/8/8",
        "x/8",
        "/8"
      })
  void aMalformedNetworkIsNamed(String cidr) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ZoneProperties(List.of(rule("10.0.0.0/8", "eu"), rule(cidr, "eu"))))
        .withMessageStartingWith("peercache.registry.zones[1].cidr ")
        .withMessageContaining("'" + cidr + "'");
  }

  @Test
  void aNetworkHasOneZone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ZoneRules(List.of(rule("10.0.0.0/8", "eu"), rule("10.0.0.0/8", "us"))))
        .withMessageContaining("zones[1].cidr");
  }

  @Test
  @SuppressWarnings("NullAway") // as the binder of the configuration does it
  void aRuleThatIsIncompleteIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ZoneProperties(List.of(new ZoneRule(null, Zone.DEFAULT))))
        .withMessageStartingWith("peercache.registry.zones[0] needs");
  }

  private static ZoneRule rule(String cidr, String zone) {
    return new ZoneRule(cidr, new Zone(zone));
  }
}
