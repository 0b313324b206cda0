package peercache.registry.gathering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;
import peercache.registry.gathering.Gathering.Limits;
import peercache.registry.refusal.Refusal;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatheringTests {
  private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void stop() {
    gate.complete(null);
    askers.close();
  }

  @Test
  void whoIsAloneIsAnsweredAtOnce() {
    gate.complete(null);
    var gathering = gathering(new Limits(10, 1, 100));

    assertThat(gathering.ask(3)).isEqualTo(9);
    assertThat(gathering.ask(4)).isEqualTo(16);
    assertThat(batches).containsExactly(List.of(3), List.of(4));
  }

  @Test
  void thoseWhoComeMeanwhileAreAnsweredTogether() throws Exception {
    var gathering = gathering(new Limits(10, 1, 100));
    var first = asked(gathering, 1);
    awaitBatches(1);

    var others = IntStream.range(2, 7).mapToObj(i -> waiting(gathering, i)).toList();
    gate.complete(null);

    assertThat(first.get()).isEqualTo(1);
    for (int i = 0; i < others.size(); i++) {
      assertThat(others.get(i).get()).isEqualTo((i + 2) * (i + 2));
    }
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4, 5, 6));
  }

  @Test
  void noBatchIsLargerThanItMayBe() throws Exception {
    var gathering = gathering(new Limits(3, 1, 100));
    var all = new ArrayList<>(List.of(asked(gathering, 0)));
    awaitBatches(1);
    IntStream.range(1, 8).forEach(i -> all.add(waiting(gathering, i)));
    gate.complete(null);

    for (var one : all) {
      one.get();
    }
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
  }

  @Test
  void asManyBatchesAsMayRunAtOnce() {
    var gathering = gathering(new Limits(3, 2, 100));

    var all = IntStream.range(0, 4).mapToObj(i -> waiting(gathering, i)).toList();

    awaitBatches(2);
    assertThat(all).noneMatch(Future::isDone);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSize(1));
  }

  @Test
  void theSameQuestionIsPutOnce() throws Exception {
    var gathering = gathering(new Limits(10, 1, 100));
    var first = asked(gathering, 1);
    awaitBatches(1);
    var twice = List.of(waiting(gathering, 5), waiting(gathering, 5));
    gate.complete(null);

    assertThat(first.get()).isEqualTo(1);
    assertThat(twice.get(0).get()).isEqualTo(25);
    assertThat(twice.get(1).get()).isEqualTo(25);
    assertThat(batches.get(1)).containsExactly(5);
  }

  @Test
  void whatHasNoAnswerIsNull() {
    var gathering = new Gathering<Integer, Integer>("test", new Limits(1, 1, 1), all -> Map.of());

    assertThat(gathering.ask(1)).isNull();
  }

  @Test
  void whoComesWhenTooManyWaitIsRefused() {
    var gathering = gathering(new Limits(10, 1, 2));
    var first = asked(gathering, 1);
    awaitBatches(1);
    var two = List.of(waiting(gathering, 2), waiting(gathering, 3));

    assertThatExceptionOfType(Refusal.Busy.class).isThrownBy(() -> gathering.ask(4));
    assertThat(first).isNotDone();
    assertThat(two).noneMatch(Future::isDone);
  }

  @Test
  void aQuestionThatFailsDoesNotMakeOthersFail() throws Exception {
    var gathering =
        new Gathering<Integer, Integer>(
            "test",
            new Limits(10, 1, 100),
            gated(all -> {
              if (all.contains(13)) {
                throw new IllegalStateException("not that one");
              }
              return squares(all);
            }));
    var first = asked(gathering, 1);
    awaitBatches(1);
    var good = waiting(gathering, 2);
    var bad = waiting(gathering, 13);
    gate.complete(null);

    assertThat(first.get()).isEqualTo(1);
    assertThat(good.get()).isEqualTo(4);
    assertThatThrownBy(bad::get).hasRootCauseMessage("not that one");
    assertThat(gathering.ask(3)).as("and it goes on").isEqualTo(9);
  }

  @Test
  void whoWaitsForADatabaseThatIsAwayFailsWithThoseBefore() {
    var gathering =
        new Gathering<Integer, Integer>(
            "test",
            new Limits(1, 1, 100),
            gated(all -> {
              throw new DataAccessResourceFailureException("away");
            }));
    var first = asked(gathering, 1);
    awaitBatches(1);
    var others = IntStream.range(2, 6).mapToObj(i -> waiting(gathering, i)).toList();
    gate.complete(null);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(first::get)
        .withCauseInstanceOf(DataAccessResourceFailureException.class);
    for (var other : others) {
      assertThatThrownBy(other::get).hasRootCauseMessage("away");
    }
    assertThat(batches).as("nobody's own statement had to fail too").hasSize(1);
  }

  private Gathering<Integer, Integer> gathering(Limits limits) {
    return new Gathering<>("test", limits, gated(GatheringTests::squares));
  }

  /** Answers nothing until the gate is open. */
  private Function<List<Integer>, Map<Integer, Integer>> gated(
      Function<List<Integer>, Map<Integer, Integer>> source) {
    return all -> {
      batches.add(all);
      gate.orTimeout(20, TimeUnit.SECONDS).join();
      return source.apply(all);
    };
  }

  private static Map<Integer, Integer> squares(List<Integer> all) {
    return all.stream().collect(Collectors.toMap(Function.identity(), one -> one * one));
  }

  private Future<Integer> asked(Gathering<Integer, Integer> gathering, int question) {
    return askers.submit(() -> gathering.ask(question));
  }

  /** One who is known to wait. */
  private Future<Integer> waiting(Gathering<Integer, Integer> gathering, int question) {
    int before = gathering.waiting() + batches.size();
    var asked = asked(gathering, question);
    await().until(() -> gathering.waiting() + batches.size() > before);
    return asked;
  }

  private void awaitBatches(int count) {
    await().until(() -> batches.size() == count);
  }
}
