package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
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
  private static final NodeId EARLIER = new NodeId("earlier");
  private static final Sign NONE = new Sign.None();
  private static final Sign FAILED = new Sign.Failed(Set.of(NODE));

  private static Attempt attempt(HolderState state, NodeId... failedBefore) {
    var holder =
        new Holder(NODE, URI.create("http://node"), Zone.DEFAULT, state, 0, Duration.ofSeconds(10));
    return new Attempt(holder, new VersionId("a".repeat(64)), 1, 0, Set.of(failedBefore));
  }

  private static final Attempt HOLDING = attempt(HolderState.HOLDING);
  private static final Attempt FILLING = attempt(HolderState.FILLING);
  private static final Attempt SECOND = attempt(HolderState.HOLDING, EARLIER);

  private static @Nullable Proof proof(@Nullable Verdict verdict, long ageMillis) {
    return verdict == null ? null : new Proof(verdict, Duration.ofMillis(ageMillis).toNanos());
  }

  static Stream<Arguments> judges() {
    var ask = new Sign.Ask(HOLDING.holder());
    return Stream.of(
        // attempt, its age in ms, same connection, verdict, its age in ms
        Arguments.of(HOLDING, 10, false, null, 0, ask),
        Arguments.of(HOLDING, 10, false, Verdict.GOOD, 999, NONE),
        Arguments.of(HOLDING, 10, false, Verdict.GOOD, 1_000, ask),
        Arguments.of(HOLDING, 10, false, Verdict.BAD, 10, FAILED),
        Arguments.of(HOLDING, 10, false, Verdict.LATE, 10, FAILED),
        Arguments.of(FILLING, 10, false, Verdict.LATE, 10, NONE),
        Arguments.of(FILLING, 10, false, Verdict.BAD, 10, FAILED),
        Arguments.of(HOLDING, 5_001, false, Verdict.BAD, 10, NONE),
        Arguments.of(HOLDING, 199, true, Verdict.GOOD, 10, NONE),
        Arguments.of(HOLDING, 200, true, Verdict.GOOD, 10, FAILED),
        Arguments.of(HOLDING, 10_000, true, null, 0, FAILED),
        Arguments.of(HOLDING, 10_001, true, null, 0, NONE),
        Arguments.of(SECOND, 1_000, true, Verdict.GOOD, 10, new Sign.FailedTwice()),
        Arguments.of(SECOND, 10, false, Verdict.BAD, 10, new Sign.Failed(Set.of(NODE, EARLIER))));
  }

  @ParameterizedTest
  @MethodSource
  void judges(
      Attempt last,
      int ageMillis,
      boolean sameConnection,
      @Nullable Verdict verdict,
      int proofAgeMillis,
      Sign expected) {
    var sign =
        AttemptPolicy.judge(
            last, Duration.ofMillis(ageMillis), sameConnection, proof(verdict, proofAgeMillis));
    assertThat(sign).isEqualTo(expected);
  }

  @Test
  void firstRequestIsNoSign() {
    assertThat(AttemptPolicy.judge(null, Duration.ZERO, true, null)).isEqualTo(NONE);
  }
}
