package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class EarlyManifestsTests {
  private static final VersionId A = new VersionId("a".repeat(64));
  private static final VersionId B = new VersionId("b".repeat(64));

  private final AtomicLong now = new AtomicLong();
  private final EarlyManifests early = new EarlyManifests(now::get);

  @Test
  void oneNodeHasItEarly() {
    assertThat(early.give(A, "n1")).isTrue();
    assertThat(early.give(A, "n2")).isFalse();
    assertThat(early.give(A, "n1")).as("again").isTrue();
    assertThat(early.give(B, "n2")).as("another version").isTrue();
  }

  @Test
  void anotherOneWhenTheFirstIsLongKnown() {
    early.give(A, "n1");

    now.addAndGet(Duration.ofSeconds(11).toNanos());

    assertThat(early.give(A, "n2")).isTrue();
  }
}
