package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class FillLeadersTests {
  private static final VersionId A = new VersionId("a".repeat(64));
  private static final VersionId B = new VersionId("b".repeat(64));
  private static final Duration NEARLY_SILENCE = FillLeaders.SILENCE.minusMillis(1);

  private long now;
  private final FillLeaders leaders = new FillLeaders(() -> now);

  @Test
  void refusesATokenLowerThanOneThatWasSeen() {
    assertThat(leaders.accepts(A, 5)).isTrue();
    assertThat(leaders.accepts(A, 5)).isTrue();
    assertThat(leaders.accepts(A, 4)).isFalse();
    assertThat(leaders.accepts(A, 6)).isTrue();
    assertThat(leaders.accepts(A, 5)).isFalse();
    assertThat(leaders.accepts(B, 1)).as("of another version").isTrue();
  }

  @Test
  void oneNodeLeadsWithoutTheRegistryUntilItIsSilent() {
    assertThat(leaders.accepts(A, "one")).isTrue();
    assertThat(leaders.accepts(A, "other")).isFalse();
    assertThat(leaders.accepts(B, "other")).as("another version").isTrue();

    pass(NEARLY_SILENCE);
    assertThat(leaders.accepts(A, "one")).isTrue();
    pass(NEARLY_SILENCE);
    assertThat(leaders.accepts(A, "other")).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(leaders.accepts(A, "other")).isTrue();
    assertThat(leaders.accepts(A, "one")).isFalse();
  }

  @Test
  void nobodyLeadsWithoutTheRegistryBesideOneWithAToken() {
    assertThat(leaders.accepts(A, 5)).isTrue();
    assertThat(leaders.accepts(A, "one")).isFalse();
    pass(FillLeaders.SILENCE);
    assertThat(leaders.accepts(A, "one")).isTrue();
  }

  @Test
  void aTokenEndsALeadWithoutTheRegistryUnlessItIsAnOldOne() {
    assertThat(leaders.accepts(A, 5)).isTrue();
    pass(FillLeaders.SILENCE);
    assertThat(leaders.accepts(A, "one")).isTrue();

    assertThat(leaders.accepts(A, 4)).isFalse();
    assertThat(leaders.accepts(A, "one")).isTrue();
    assertThat(leaders.accepts(A, 5)).isTrue();
    assertThat(leaders.accepts(A, "one")).isFalse();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
