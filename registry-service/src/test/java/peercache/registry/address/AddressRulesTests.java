package peercache.registry.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTests {
  private static final AddressRules RULES = new AddressRules(List.of());

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.9.8.7, loopback",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "169.254.1.1, link-local",
    "fe80::1, link-local",
    "169.254.169.254, metadata",
    "fd00:ec2::254, metadata",
    "fd20:ce::254, metadata",
    "100.100.100.200, metadata",
    "168.63.129.16, metadata",
    "0.0.0.0, unspecified",
    "::, unspecified",
    "224.0.0.1, multicast",
    "ff02::1, multicast",
    "255.255.255.255, reserved",
  })
  void saysWhatIsWrongWithAnAddress(String address, String kind) {
    assertThat(RULES.objection(InetAddress.ofLiteral(address))).get().asString().contains(kind);
    assertThat(RULES.filter().matches(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "8.8.8.8",
        "fd00::1",
        "2001:db8::1"
      })
  void takesAddressesOfNetworks(String address) {
    assertThat(RULES.objection(InetAddress.ofLiteral(address))).isEmpty();
    assertThat(RULES.filter().matches(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8082",
        "http://localhost:8082",
        "http://LOCALHOST",
        "http://node.localhost",
        "https://[::1]:8082/x",
        "http://[fe80::1]",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]"
      })
  void refusesAUriByItsLiteral(String uri) {
    assertThat(RULES.objection(URI.create(uri))).isPresent();
  }

  @Test
  void aNameIsLookedAtWhenItIsConnectedTo() {
    assertThat(RULES.objection(URI.create("http://node.example:8082"))).isEmpty();
  }

  @Test
  void whatIsConfiguredIsAllowedAndNothingElse() {
    var rules = new AddressRules(List.of("127.0.0.0/8", "fd00:ec2::254/128"));

    assertThat(rules.objection(URI.create("http://localhost:8082"))).isEmpty();
    assertThat(rules.objection(InetAddress.ofLiteral("fd00:ec2::254"))).isEmpty();
    assertThat(rules.objection(InetAddress.ofLiteral("::1"))).isPresent();
    assertThat(rules.objection(InetAddress.ofLiteral("169.254.169.254"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "127.0.0.0/33", "127.0.0.0/x"})
  void namesAPropertyThatIsNoNetwork(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddressProperties(List.of(network)))
        .withMessageContaining("peercache.registry.addresses.allowed");
  }
}
