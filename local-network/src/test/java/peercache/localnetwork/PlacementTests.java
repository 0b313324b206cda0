package peercache.localnetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTests {
  @Test
  void togetherEverythingIsOnThisHost() {
    var placement = new Placement.Together("localhost");

    assertThat(List.of(placement.registry(), placement.origin(), placement.node(3)))
        .containsOnly(new Placement.Host("localhost", List.of()));
  }

  @Test
  void apartEachButTheRegistryHasItsHost() {
    var placement = Placement.Apart.parse("pcb@10.78.0");

    assertThat(placement.registry()).isEqualTo(new Placement.Host("10.78.0.254", List.of()));
    assertThat(placement.origin())
        .isEqualTo(new Placement.Host("10.78.0.1", List.of("ip", "netns", "exec", "pcb0")));
    assertThat(placement.node(31))
        .isEqualTo(new Placement.Host("10.78.0.32", List.of("ip", "netns", "exec", "pcb31")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pcb", "pcb@10.78", "pcb@10.78.0.1", "p c@10.78.0", "-x@10.78.0"})
  void aWrongSpecificationIsNamed(String specification) {
    assertThatThrownBy(() -> Placement.Apart.parse(specification))
        .isInstanceOf(LocalNetworkException.class)
        .hasMessageStartingWith("--hosts must be PREFIX@A.B.C");
  }
}
