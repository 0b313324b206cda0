package peercache.registry.gathering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;
import peercache.registry.refusal.Refusal;

/**
 * Answers questions together: while some are with the database, those that come wait, and go as one
 * when there is room. So nobody waits for company, and the more come the less each of them costs.
 * Whoever asks is answered from what the database said after it asked. Thread-safe; whoever asks
 * waits, as long as two statements may take.
 */
public final class Gathering<Q, A> {
  private final String name;
  private final Function<List<Q>, Map<Q, A>> source;
  private final Limits limits;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param together questions answered by one statement
   * @param atOnce statements at a time
   * @param waiting questions that wait; who comes beyond them is refused
   */
  public record Limits(int together, int atOnce, int waiting) {}

  private record Asked<Q, A>(Q question, CompletableFuture<@Nullable A> answer) {}

  /**
   * @param name of the threads that ask the database
   * @param source answers questions that are all different; what it leaves out has no answer
   */
  public Gathering(String name, Limits limits, Function<List<Q>, Map<Q, A>> source) {
    this.name = name;
    this.limits = limits;
    this.source = source;
  }

  /**
   * @return null if there is no answer
   * @throws Refusal.Busy if too many wait already
   * @throws RuntimeException what the source threw
   */
  public @Nullable A ask(Q question) {
    var asked = new Asked<>(question, new CompletableFuture<@Nullable A>());
    if (add(asked)) {
      Thread.ofVirtual().name(name).start(this::answerAll);
    }
    try {
      return asked.answer().join();
    } catch (CompletionException e) {
      throw thrown(e);
    }
  }

  /** Questions that no statement has taken up yet. */
  synchronized int waiting() {
    return waiting.size();
  }

  private static RuntimeException thrown(CompletionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      case null, default -> e;
    };
  }

  /**
   * @return whether a further thread is to answer
   */
  private synchronized boolean add(Asked<Q, A> asked) {
    if (waiting.size() >= limits.waiting()) {
      throw new Refusal.Busy("too many requests wait for the database");
    }
    waiting.add(asked);
    if (running >= limits.atOnce()) {
      return false;
    }
    running++;
    return true;
  }

  /**
   * @return empty if nobody waits any more; then the thread is not counted any more either
   */
  private synchronized List<Asked<Q, A>> next() {
    var batch = new ArrayList<Asked<Q, A>>(Math.min(waiting.size(), limits.together()));
    while (batch.size() < limits.together() && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    if (batch.isEmpty()) {
      running--;
    }
    return batch;
  }

  private synchronized List<Asked<Q, A>> all() {
    var all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  private void answerAll() {
    for (var batch = next(); !batch.isEmpty(); batch = next()) {
      answer(batch);
    }
  }

  /** What one question alone makes fail must not fail the others. */
  private void answer(List<Asked<Q, A>> batch) {
    try {
      var questions = new LinkedHashSet<Q>();
      batch.forEach(one -> questions.add(one.question()));
      var answers = source.apply(List.copyOf(questions));
      batch.forEach(one -> one.answer().complete(answers.get(one.question())));
    } catch (RuntimeException | Error e) {
      if (isAway(e)) {
        fail(batch, e);
        fail(all(), e);
      } else if (batch.size() == 1) {
        fail(batch, e);
      } else {
        batch.forEach(one -> answer(List.of(one)));
      }
    }
  }

  /** Who waited for a database that does not answer has waited long enough. */
  private static boolean isAway(Throwable e) {
    return e instanceof DataAccessResourceFailureException || e instanceof TransactionException;
  }

  private void fail(List<Asked<Q, A>> batch, Throwable e) {
    batch.forEach(one -> one.answer().completeExceptionally(e));
  }
}
