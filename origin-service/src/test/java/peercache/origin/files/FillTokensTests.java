package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class FillTokensTests {
  private static final VersionId A = new VersionId("a".repeat(64));
  private static final VersionId B = new VersionId("b".repeat(64));

  @Test
  void refusesATokenLowerThanOneThatWasSeen() {
    var tokens = new FillTokens();
    assertThat(tokens.accepts(A, 5)).isTrue();
    assertThat(tokens.accepts(A, 5)).isTrue();
    assertThat(tokens.accepts(A, 4)).isFalse();
    assertThat(tokens.accepts(A, 6)).isTrue();
    assertThat(tokens.accepts(A, 5)).isFalse();
    assertThat(tokens.accepts(B, 1)).as("of another version").isTrue();
  }
}
