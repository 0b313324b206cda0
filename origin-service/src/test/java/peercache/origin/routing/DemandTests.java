package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTests {
  private long now;
  private final Demand demand = new Demand(now);

  @Test
  void aSteadyStreamIsItsRateHoweverOftenItIsTold() {
    for (int pause : new int[] {10, 100, 1_000}) {
      for (int i = 0; i < 10_000 / pause; i++) {
        count(pause / 10);
        pass(pause);
        demand.tell(now);
      }
      assertThat(demand.now(now)).as("told each %d ms", pause).isCloseTo(100, within(1.0));
    }
  }

  @Test
  void aBurstCountsAsIfItHadTakenASecond() {
    count(200);
    pass(5);

    assertThat(demand.tell(now)).isCloseTo(200, within(1.0));
  }

  @Test
  void whatWasLongAgoIsForgotten() {
    count(200);
    demand.tell(now);

    pass(1_000);
    assertThat(demand.now(now)).isCloseTo(200 / Math.E, within(0.1));
    pass(9_000);
    assertThat(demand.tell(now)).isLessThan(0.01);
  }

  @Test
  void itOutgrowsWhatWasToldWhenItHasDoubled() {
    count(7);
    assertThat(demand.hasOutgrown()).as("a few").isFalse();
    count(1);
    assertThat(demand.hasOutgrown()).isTrue();

    demand.tell(now);
    count(16);
    assertThat(demand.hasOutgrown()).isFalse();
    count(1);
    assertThat(demand.hasOutgrown()).isTrue();
  }

  @Test
  void aSteadyStreamDoesNotOutgrowItself() {
    for (int i = 0; i < 100; i++) {
      count(500);
      pass(500);
      if (i > 3) {
        assertThat(demand.hasOutgrown()).isFalse();
      }
      demand.tell(now);
    }
  }

  private void count(int requests) {
    for (int i = 0; i < requests; i++) {
      demand.count();
    }
  }

  private void pass(int millis) {
    now += Duration.ofMillis(millis).toNanos();
  }
}
