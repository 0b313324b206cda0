package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoomWatchTests {
  private long now;
  private final RoomWatch.Spell spell = new RoomWatch.Spell(Duration.ofMinutes(1), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void onlyTheFirstRefusalIsNews() {
    assertThat(spell.begin()).isTrue();
    assertThat(spell.begin()).isFalse();
    pass(Duration.ofDays(1));
    assertThat(spell.begin()).isFalse();
  }

  @Test
  void isOverOnceNothingWasRefusedForAWhile() {
    assertThat(spell.end()).isZero();
    spell.begin();
    spell.begin();
    pass(Duration.ofSeconds(59));
    assertThat(spell.end()).isZero();
    pass(Duration.ofSeconds(1));
    assertThat(spell.end()).isEqualTo(2);
    assertThat(spell.end()).isZero();
    assertThat(spell.begin()).isTrue();
  }
}
