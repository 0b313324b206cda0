package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingPolicyTests {
  private static final Damping SUPPRESSED = new Damping(3_000, true);

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          proven, failures, failedBy, probedBy, servedBy, leaseRuns, doubted, damped, standing
          true,   0,        0,        0,        0,        true,      false,   false,  Named
          # Nobody is told of a base URI that nobody has seen it answer at.
          false,  1,        0,        0,        0,        true,      false,   false,  Unproven
          false,  0,        0,        0,        9,        true,      true,    true,   Unproven
          # One word of one side takes no node out.
          true,   1,        0,        0,        0,        true,      false,   false,  Named
          true,   0,        1,        1,        0,        true,      false,   false,  Named
          # Two checks in a row do, or one and somebody else.
          true,   2,        0,        0,        9,        true,      false,   false,  NotServing
          true,   1,        1,        1,        9,        true,      false,   false,  NotServing
          # Two others do, if not as many say the opposite.
          true,   0,        2,        2,        0,        true,      false,   false,  FailsOthers
          true,   0,        2,        2,        1,        true,      false,   false,  FailsOthers
          true,   0,        2,        2,        2,        true,      false,   false,  Named
          true,   0,        3,        3,        50,       true,      false,   false,  Named
          # Nodes that fill may be what is slow.
          true,   0,        9,        1,        0,        true,      false,   false,  Named
          true,   1,        1,        0,        0,        true,      false,   false,  NotServing
          # When most nodes fail at once a check needs another side that agrees.
          true,   9,        0,        0,        0,        true,      true,    false,  Named
          true,   9,        0,        0,        0,        false,     true,    false,  NotServing
          true,   9,        1,        1,        0,        true,      true,    false,  NotServing
          true,   1,        0,        0,        0,        true,      true,    false,  Named
          # Who was lost too often is not named yet, however well it serves.
          true,   0,        0,        0,        9,        true,      false,   true,   Damped
          true,   2,        0,        0,        0,        true,      false,   true,   NotServing
          """)
  void weighsThreeSides(
      boolean proven,
      int failures,
      int failedBy,
      int probedBy,
      int servedBy,
      boolean leaseRuns,
      boolean doubted,
      boolean damped,
      String standing) {
    var evidence =
        new Evidence(
            proven,
            failures,
            failures == 0 ? null : "it answers 500",
            failedBy,
            probedBy,
            servedBy,
            leaseRuns,
            damped ? SUPPRESSED : Damping.NONE);

    assertThat(StandingPolicy.judge(evidence, doubted).getClass().getSimpleName())
        .isEqualTo(standing);
  }

  @Test
  void givesTheReason() {
    var failing = new Evidence(true, 2, "it answers 500", 0, 0, 0, true, Damping.NONE);
    var unknown = new Evidence(false, 1, "nothing answers", 0, 0, 0, true, Damping.NONE);
    var flapping = new Evidence(true, 0, null, 0, 0, 0, true, SUPPRESSED);
    var disputed = new Evidence(true, 0, null, 2, 2, 1, true, Damping.NONE);

    assertThat(reason(failing)).isEqualTo("it does not serve: it answers 500");
    assertThat(reason(unknown)).isEqualTo("its base URI is not proven: nothing answers");
    assertThat(reason(flapping)).contains("lost too often").contains("70 s");
    assertThat(reason(disputed)).isEqualTo("2 of 3 that tried lately got nothing from it");
    assertThat(reason(new Evidence(true, 0, null, 0, 0, 0, true, Damping.NONE))).isEmpty();
  }

  private static String reason(Evidence evidence) {
    return StandingPolicy.judge(evidence, false).reason();
  }
}
