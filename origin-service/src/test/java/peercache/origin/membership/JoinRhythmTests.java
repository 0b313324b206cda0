package peercache.origin.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.origin.membership.JoinRhythm.News;
import peercache.origin.membership.JoinRhythm.Trouble;

class JoinRhythmTests {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private final JoinRhythm rhythm = new JoinRhythm();

  private List<News> fail(int times) {
    var news = new ArrayList<News>();
    for (int i = 0; i < times; i++) {
      var one = rhythm.failed(Trouble.AWAY);
      if (one != News.NONE) {
        news.add(one);
      }
    }
    return news;
  }

  @Test
  void renewsAtFourFifthsOfWhatTheRegistryAsks() {
    assertThat(rhythm.succeeded(EVERY)).isTrue();
    assertThat(rhythm.pause()).isEqualTo(Duration.ofSeconds(8));
    assertThat(rhythm.succeeded(EVERY)).as("no news").isFalse();
  }

  @Test
  void backsOffToFiveSeconds() {
    fail(1);
    assertThat(rhythm.pause()).isEqualTo(Duration.ofMillis(200));
    fail(10);
    assertThat(rhythm.pause()).isEqualTo(Duration.ofSeconds(5));
    rhythm.succeeded(EVERY);
    fail(1);
    assertThat(rhythm.pause()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aRegistryThatIsNotUpYetIsNoTroubleForAWhile() {
    assertThat(fail(5)).containsExactly(News.NOT_YET);
    assertThat(fail(20)).containsExactly(News.NEVER_ANSWERED);
    assertThat(rhythm.succeeded(EVERY)).isTrue();
  }

  @Test
  void oneBrokenConnectionIsNoNews() {
    rhythm.succeeded(EVERY);
    assertThat(fail(1)).isEmpty();
    assertThat(rhythm.succeeded(EVERY)).isFalse();
  }

  @Test
  void saysOnceThatTheRegistryIsAwayAndOnceThatItIsBack() {
    rhythm.succeeded(EVERY);
    assertThat(fail(20)).containsExactly(News.AWAY);
    assertThat(rhythm.succeeded(EVERY)).isTrue();
    assertThat(fail(20)).containsExactly(News.AWAY);
  }

  @Test
  void aRefusalIsSaidAtOnce() {
    assertThat(rhythm.failed(Trouble.REFUSED)).isEqualTo(News.REFUSED);
    assertThat(rhythm.failed(Trouble.REFUSED)).isEqualTo(News.NONE);
    assertThat(rhythm.succeeded(EVERY)).isTrue();
    assertThat(rhythm.failed(Trouble.REFUSED)).isEqualTo(News.REFUSED);
  }

  @Test
  void isNeverDrivenIntoARushByTheRegistry() {
    rhythm.succeeded(Duration.ZERO);
    assertThat(rhythm.pause()).isEqualTo(Duration.ofMillis(200));
  }
}
