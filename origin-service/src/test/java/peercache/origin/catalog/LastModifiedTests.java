package peercache.origin.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class LastModifiedTests {
  private static final VersionId A = new VersionId("a".repeat(64));
  private static final VersionId B = new VersionId("b".repeat(64));
  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  private static LastModified dates(
      @Nullable Publication last, @Nullable Long known, VersionId version, long modified) {
    return LastModified.of(
        last,
        known == null ? null : Instant.ofEpochSecond(known),
        version,
        Instant.ofEpochSecond(modified, 999),
        NOW);
  }

  private static Publication last(VersionId version, long date) {
    return new Publication(version, Instant.ofEpochSecond(date));
  }

  private static LastModified of(long version, long path) {
    return new LastModified(Instant.ofEpochSecond(version), Instant.ofEpochSecond(path));
  }

  @Test
  void firstPublicationTakesTheFilesTimeInWholeSeconds() {
    assertThat(dates(null, null, A, 500)).isEqualTo(of(500, 500));
  }

  @Test
  void neverLiesInTheFuture() {
    assertThat(dates(null, null, A, 5_000)).isEqualTo(of(1_000, 1_000));
  }

  @Test
  void sameVersionKeepsItsDatesHoweverOftenTheFileIsTouched() {
    assertThat(dates(last(A, 500), 400L, A, 900)).isEqualTo(of(400, 500));
  }

  @Test
  void newVersionMovesForwardAlsoWithAnOlderFileTime() {
    assertThat(dates(last(A, 500), null, B, 300)).isEqualTo(of(501, 501));
  }

  @Test
  void newVersionWithinTheSameSecondMovesForward() {
    assertThat(dates(last(A, 500), null, B, 500)).isEqualTo(of(501, 501));
  }

  @Test
  void versionKnownFromElsewhereKeepsItsOwnDate() {
    assertThat(dates(null, 400L, A, 900)).isEqualTo(of(400, 400));
    assertThat(dates(last(B, 300), 400L, A, 900)).isEqualTo(of(400, 400));
  }

  @Test
  void pathThatGoesBackToAnOldVersionGetsADateOfItsOwn() {
    assertThat(dates(last(B, 500), 400L, A, 900)).isEqualTo(of(400, 900));
    assertThat(dates(last(B, 500), 500L, A, 100)).isEqualTo(of(500, 501));
  }
}
