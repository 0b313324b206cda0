package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class OutcomesTests {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Outcomes outcomes = new Outcomes(meters, "joins", "Joins", "accepted", "refused");

  @Test
  void whatNeverHappenedIsSeenAsZero() {
    assertThat(counted("accepted")).isZero();
    assertThat(counted("refused")).isZero();
  }

  @Test
  void eachOutcomeIsCountedByItself() {
    outcomes.count("refused");
    outcomes.count("refused");

    assertThat(counted("accepted")).isZero();
    assertThat(counted("refused")).isEqualTo(2);
  }

  @Test
  void anUnknownOutcomeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outcomes.count("late"))
        .withMessage("joins has no outcome late");
  }

  private double counted(String outcome) {
    return meters.get("joins").tag("outcome", outcome).counter().count();
  }
}
