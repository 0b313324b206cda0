package peercache.edge.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTests {
  @Test
  void anySiteMayReadWithoutMakingAnswersDiffer() {
    var policy = new CorsPolicy(Set.of("*"));
    assertThat(policy.allow("https://example.org")).isEqualTo("*");
    assertThat(policy.allow("null")).isEqualTo("*");
    assertThat(policy.varies()).isFalse();
  }

  @Test
  void onlyListedSitesMayRead() {
    var policy = new CorsPolicy(Set.of("https://example.org"));
    assertThat(policy.allow("https://example.org")).isEqualTo("https://example.org");
    assertThat(policy.allow("https://example.org:8443")).isNull();
    assertThat(policy.allow("null")).isNull();
    assertThat(policy.varies()).isTrue();
  }

  @Test
  void noSiteMayReadWhereNoneIsListed() {
    var policy = new CorsPolicy(Set.of());
    assertThat(policy.allow("https://example.org")).isNull();
    assertThat(policy.varies()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "https://example.org/", "https://u@example.org", "a b"})
  void refusesWhatIsNoSite(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CorsProperties(List.of(origin), Duration.ofHours(1)))
        .withMessageContaining("peercache.cors.allowed-origins");
  }
}
