package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.origin.reachability.Proof;
import peercache.origin.reachability.Verdict;
import peercache.origin.routing.AttemptPolicy.Sign;

class AttemptPolicyTests {
  private static final NodeId NODE = new NodeId("node");
  private static final Sign NONE = new Sign.None();
  private static final Sign FAILED = new Sign.Failed(NODE);

  private static Attempt attempt(HolderState state, boolean second) {
    var holder =
        new Holder(
            NODE, URI.create("http://node"), null, Zone.DEFAULT, state, 0, Duration.ofSeconds(10));
    return new Attempt(holder, new VersionId("a".repeat(64)), 0, second);
  }

  private static final Attempt HOLDING = attempt(HolderState.HOLDING, false);
  private static final Attempt FILLING = attempt(HolderState.FILLING, false);
  private static final Attempt SPARSE = attempt(HolderState.SPARSE, false);
  private static final Attempt SECOND = attempt(HolderState.HOLDING, true);

  private static @Nullable Proof proof(@Nullable Verdict verdict, long ageMillis) {
    return verdict == null ? null : new Proof(verdict, Duration.ofMillis(ageMillis).toNanos());
  }

  static Stream<Arguments> judges() {
    var ask = new Sign.Ask(HOLDING.holder());
    return Stream.of(
        // attempt, its age in ms, verdict, its age in ms
        Arguments.of(HOLDING, 10, null, 0, ask),
        Arguments.of(HOLDING, 10_000, null, 0, ask),
        Arguments.of(HOLDING, 10_001, null, 0, NONE),
        Arguments.of(HOLDING, 10, Verdict.GOOD, 999, NONE),
        Arguments.of(HOLDING, 10, Verdict.GOOD, 1_000, ask),
        Arguments.of(HOLDING, 10, Verdict.BAD, 10, FAILED),
        Arguments.of(HOLDING, 10, Verdict.LATE, 10, FAILED),
        Arguments.of(FILLING, 10, Verdict.LATE, 10, NONE),
        Arguments.of(FILLING, 10, Verdict.BAD, 10, FAILED),
        Arguments.of(SPARSE, 10, Verdict.LATE, 10, NONE),
        Arguments.of(SPARSE, 10, Verdict.BAD, 10, FAILED),
        Arguments.of(HOLDING, 10_001, Verdict.BAD, 10, NONE),
        Arguments.of(SECOND, 10, null, 0, ask),
        Arguments.of(SECOND, 10, Verdict.GOOD, 10, NONE),
        Arguments.of(SECOND, 10, Verdict.BAD, 10, new Sign.FailedTwice()),
        Arguments.of(SECOND, 10, Verdict.LATE, 10, new Sign.FailedTwice()));
  }

  @ParameterizedTest
  @MethodSource
  void judges(
      Attempt last, int ageMillis, @Nullable Verdict verdict, int proofAgeMillis, Sign expected) {
    var sign =
        AttemptPolicy.judge(last, Duration.ofMillis(ageMillis), proof(verdict, proofAgeMillis));
    assertThat(sign).isEqualTo(expected);
  }

  @Test
  void firstRequestIsNoSign() {
    assertThat(AttemptPolicy.judge(null, Duration.ZERO, null)).isEqualTo(NONE);
  }
}
