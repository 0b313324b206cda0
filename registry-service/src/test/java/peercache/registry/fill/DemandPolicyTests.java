package peercache.registry.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static peercache.registry.ranking.Members.filling;
import static peercache.registry.ranking.Members.holding;
import static peercache.registry.ranking.Members.live;
import static peercache.registry.ranking.Members.member;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.HolderState;
import peercache.api.NodeState;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Grant;
import peercache.registry.ranking.Headroom;
import peercache.registry.ranking.Suspicion;

class DemandPolicyTests {
  private static final DemandPolicy POLICY = new DemandPolicy(10);

  @ParameterizedTest(
      name = "{0} requests a second, {1} hold it, {2} fill it: pressed {3}, {4} more")
  @CsvSource({
    // what one holder bears
    "0,    1, 0, false, 0",
    "9.9,  1, 0, false, 0",
    "10,   1, 0, false, 0",
    "10.1, 1, 0, true,  1",
    "20,   1, 0, true,  1",
    "20.1, 1, 0, true,  2",
    "200,  1, 0, true,  19",
    // what several bear
    "20,   2, 0, false, 0",
    "20.1, 2, 0, true,  1",
    "200,  8, 0, true,  12",
    // those who fill count as helpers, and callers are sent to them until there are enough holders
    "20,   1, 1, true,  0",
    "30,   1, 1, true,  1",
    "20,   2, 6, false, 0",
    "200,  1, 7, true,  12",
    // nobody holds it yet
    "1,    0, 1, false, 0",
    "200,  0, 1, true,  19",
    "200,  0, 20, true, 0",
    // less demand: nothing is taken away
    "1,    8, 0, false, 0",
  })
  void aHolderBearsTenRequestsASecond(
      double requests, int holding, int filling, boolean pressed, int more) {
    var nearest = new ArrayList<Candidate>();
    for (int i = 0; i < holding; i++) {
      nearest.add(holding(live("holding-" + i, "eu")));
    }
    for (int i = 0; i < filling; i++) {
      nearest.add(filling(live("filling-" + i, "eu")));
    }

    var verdict = POLICY.judge(requests, nearest);

    assertThat(verdict.pressed()).as(verdict.why()).isEqualTo(pressed);
    assertThat(verdict.more()).as(verdict.why()).isEqualTo(more);
  }

  @Test
  void oneMoreIsMadeWhereAllAreFullHoweverFewAsk() {
    var full = holding(member("full", "eu", NodeState.LIVE, Headroom.FULL));
    var busy = holding(member("busy", "eu", NodeState.LIVE, Headroom.BUSY));

    assertThat(POLICY.judge(1, List.of(full, full)).more()).isEqualTo(1);
    assertThat(POLICY.judge(1, List.of(full, full)).pressed()).isTrue();
    assertThat(POLICY.judge(1, List.of(full, busy)).more()).isZero();
    assertThat(POLICY.judge(1, List.of(full, filling(live("new", "eu")))).more()).isZero();
    assertThat(POLICY.judge(0, List.of(full)).more()).as("nobody asks").isZero();
  }

  @Test
  void whatIsSparseBearsNothing() {
    var sparse =
        new Candidate(
            live("sparse", "eu"), HolderState.SPARSE, true, false, Grant.NONE, Suspicion.NONE);

    assertThat(POLICY.judge(15, List.of(holding(live("a", "eu")), sparse)).more()).isEqualTo(1);
    assertThat(POLICY.judge(200, List.of(sparse)).more()).as("a caller makes it fill").isZero();
    assertThat(POLICY.judge(200, List.of()).more())
        .as("the first fill is given out anyway")
        .isZero();
  }

  @Test
  void saysWhatItReckons() {
    assertThat(POLICY.judge(12, List.of(holding(live("a", "eu")))).why())
        .isEqualTo(
            "12.0 requests a second, at most 10.0 for each holder; near the caller 1 hold the"
                + " version and 0 fill it: 1 more to fill it, if there are as many");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void theBoundIsAPositiveNumber(double bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DemandProperties(bad))
        .withMessageContaining("peercache.registry.demand.requests-per-holder must be more than 0");
  }
}
