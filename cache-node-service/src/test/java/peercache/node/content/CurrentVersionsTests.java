package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.api.VersionId;

class CurrentVersionsTests {
  private static final CurrentVersions.File FILE =
      new CurrentVersions.File(new OriginId("docs"), new FilePath("a"));
  private static final VersionId ID = new VersionId("ab".repeat(32));

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger lookUps = new AtomicInteger();
  private Runnable duringLookUp = () -> {};
  private CurrentVersion answer = new CurrentVersion.Named(ID, 300);
  private final CurrentVersions versions =
      new CurrentVersions(
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          file -> {
            lookUps.incrementAndGet();
            duringLookUp.run();
            return answer;
          },
          now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void believesTheOriginForAMoment() {
    assertThat(versions.fresh(FILE)).isNull();
    assertThat(versions.resolve(FILE)).isEqualTo(answer);

    pass(Duration.ofMillis(999));
    assertThat(versions.resolve(FILE)).isEqualTo(answer);
    assertThat(lookUps).hasValue(1);

    pass(Duration.ofMillis(1));
    assertThat(versions.fresh(FILE)).isNull();
    assertThat(versions.resolve(FILE)).isEqualTo(answer);
    assertThat(lookUps).hasValue(2);
  }

  @Test
  void remembersTheLastVersionWhileTheOriginIsAway() {
    versions.resolve(FILE);
    answer = new CurrentVersion.Away(true);

    pass(Duration.ofMinutes(59));
    assertThat(versions.resolve(FILE)).isEqualTo(answer);
    assertThat(versions.stale(FILE)).extracting(said -> said.version().id()).isEqualTo(ID);

    pass(Duration.ofMinutes(1));
    assertThat(versions.stale(FILE)).isNull();
  }

  @Test
  void forgetsAFileThatIsGone() {
    versions.resolve(FILE);
    pass(Duration.ofSeconds(2));
    answer = new CurrentVersion.Refused(404);

    assertThat(versions.resolve(FILE)).isEqualTo(answer);

    assertThat(versions.stale(FILE)).isNull();
  }

  @Test
  void asksAgainAtOnceWhileNoVersionIsNamed() {
    answer = new CurrentVersion.Unnamed();
    versions.resolve(FILE);

    assertThat(versions.resolve(FILE)).isEqualTo(answer);

    assertThat(lookUps).hasValue(2);
  }

  @Test
  void believesForAMomentThatThereIsNoVersionForThoseWhoCanDoWithout() {
    answer = new CurrentVersion.Away(false);
    assertThat(versions.lastSaid(FILE)).isEqualTo(answer);

    pass(Duration.ofMillis(999));
    assertThat(versions.lastSaid(FILE)).isEqualTo(answer);
    assertThat(lookUps).hasValue(1);

    answer = new CurrentVersion.Named(ID, 300);
    pass(Duration.ofMillis(1));
    assertThat(versions.lastSaid(FILE)).isEqualTo(answer);
    assertThat(versions.lastSaid(FILE)).isEqualTo(answer);
    assertThat(lookUps).hasValue(2);
  }

  @Test
  void aVersionThatIsNamedEndsTheBeliefThatThereIsNone() {
    answer = new CurrentVersion.Unnamed();
    versions.lastSaid(FILE);
    answer = new CurrentVersion.Named(ID, 300);
    versions.resolve(FILE);

    assertThat(versions.lastSaid(FILE)).isEqualTo(answer);
  }

  @Test
  void asksOnceForAllWhoWantToKnow() throws Exception {
    var asked = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    duringLookUp =
        () -> {
          asked.countDown();
          assertThatCode(mayAnswer::await).doesNotThrowAnyException();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> versions.resolve(FILE));
      asked.await();
      var others =
          List.of(
              threads.submit(() -> versions.resolve(FILE)),
              threads.submit(() -> versions.lastSaid(FILE)));
      mayAnswer.countDown();

      assertThat(first.get()).isEqualTo(answer);
      for (var other : others) {
        assertThat(other.get()).isEqualTo(answer);
      }
    }
    assertThat(lookUps).hasValue(1);
  }
}
