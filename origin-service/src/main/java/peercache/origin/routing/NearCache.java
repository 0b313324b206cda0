package peercache.origin.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import peercache.api.Holders;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.origin.membership.Membership;
import peercache.origin.reachability.NodeWatch;
import peercache.origin.registry.Registry;

/**
 * What the registry said lately about the holders of versions, for each zone of callers. At most
 * one question in flight for a version and zone; it tells the registry how many requests there are.
 * Bounded, thread-safe.
 */
@Component
final class NearCache {
  private static final Logger LOG = LoggerFactory.getLogger(NearCache.class);

  private static final int MAX_ENTRIES = 100_000;

  /** Over so many equal ones a crowd of a zone is spread. */
  private static final int WANTED_HOLDERS = 32;

  /** Longer than any lease: what is older is of no use. */
  static final Duration KEEP = Duration.ofMinutes(5);

  /**
   * How long a question may have been under way for callers to wait for it who could also be sent
   * to a node whose lease has not ended. A registry in good health answers in a tenth of it.
   */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  record Answer(Holders holders, long atNanos) {}

  private record Question(CompletableFuture<Answer> answer, long atNanos) {}

  private record Key(VersionId version, Zone zone) {}

  private static final class Entry {
    private final Demand demand;
    private volatile @Nullable Answer answer;
    private final AtomicReference<@Nullable Question> question = new AtomicReference<>();

    Entry(Demand demand) {
      this.demand = demand;
    }
  }

  private final Registry registry;
  private final Membership membership;
  private final NodeWatch nodes;
  private final Ticker ticker;
  private final Cache<Key, Entry> entries;

  NearCache(Registry registry, Membership membership, NodeWatch nodes, Ticker ticker) {
    this.registry = registry;
    this.membership = membership;
    this.nodes = nodes;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterAccess(KEEP)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  Duration age(Answer answer) {
    return Duration.ofNanos(ticker.read() - answer.atNanos());
  }

  /** An answer that may be used at once, or null if the registry must be waited for. */
  @Nullable Answer fresh(VersionId version, long size, InetAddress caller) {
    var entry = entry(version, caller);
    var answer = entry.answer;
    if (answer == null) {
      return null;
    }
    boolean anyHolder = !answer.holders().holders().isEmpty();
    return switch (Freshness.of(age(answer), anyHolder, entry.demand.hasOutgrown())) {
      case USE -> {
        entry.demand.count();
        yield answer;
      }
      case REFRESH -> {
        entry.demand.count();
        var _ = ask(entry, version, size, caller);
        yield answer;
      }
      case ASK -> null;
    };
  }

  /** Requests a second for the version from the caller's zone; 0 if there was none for minutes. */
  double demand(VersionId version, InetAddress caller) {
    var entry = entries.getIfPresent(new Key(version, membership.zoneOf(caller)));
    return entry == null ? 0 : entry.demand.now(ticker.read());
  }

  /** Asks the registry, without waiting, and says what was known before, however old. */
  @Nullable Answer askBehind(VersionId version, long size, InetAddress caller) {
    var entry = entry(version, caller);
    entry.demand.count();
    var _ = ask(entry, version, size, caller);
    return entry.answer;
  }

  /**
   * Asks the registry and waits for it, bounded. Of a crowd that comes at once the first asks, and
   * the answer is one for him alone: the others wait for a second one that is for all of them.
   *
   * @return what it said; if it fails, or is slow and said something useful before, what it said
   *     before, however old, or null
   */
  @Nullable Answer ask(VersionId version, long size, InetAddress caller) {
    var entry = entry(version, caller);
    entry.demand.count();
    if (isAnswered(entry, ask(entry, version, size, caller), version)
        && (entry.question.get() != null || entry.demand.hasOutgrown())) {
      var _ = isAnswered(entry, ask(entry, version, size, caller), version);
    }
    return entry.answer;
  }

  private boolean isAnswered(Entry entry, Question question, VersionId version) {
    try {
      var _ = question.answer().get(patience(entry, question).toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The registry did not answer for {}", version, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Duration patience(Entry entry, Question question) {
    var known = entry.answer;
    if (known == null || !anyAlive(known)) {
      return registry.timeout();
    }
    var left = PATIENCE.minusNanos(ticker.read() - question.atNanos());
    return left.isPositive() ? left : Duration.ZERO;
  }

  private boolean anyAlive(Answer answer) {
    var age = age(answer);
    return answer.holders().holders().stream()
        .anyMatch(holder -> holder.leaseRemaining().compareTo(age) > 0);
  }

  private Entry entry(VersionId version, InetAddress caller) {
    return entries.get(
        new Key(version, membership.zoneOf(caller)), key -> new Entry(new Demand(ticker.read())));
  }

  private Question ask(Entry entry, VersionId version, long size, InetAddress caller) {
    var mine = new Question(new CompletableFuture<>(), ticker.read());
    var running = entry.question.compareAndExchange(null, mine);
    if (running != null) {
      return running;
    }
    String client = caller.getHostAddress();
    double demand = Math.round(entry.demand.tell(ticker.read()) * 1_000) / 1_000.0;
    var _ =
        registry
            .ask(api ->
                HolderAnswers.complete(
                    api.holders(
                        version,
                        HolderAnswers.withoutScope(client),
                        WANTED_HOLDERS,
                        membership.originId(),
                        size,
                        List.of(),
                        false,
                        demand)))
            .whenComplete((holders, failure) -> {
              settle(entry, mine.answer(), holders, failure);
              // A crowd that came meanwhile and is through already has nobody else to tell of it.
              if (holders != null && entry.demand.hasOutgrown()) {
                var _ = ask(entry, version, size, caller);
              }
            });
    return mine;
  }

  private void settle(
      Entry entry,
      CompletableFuture<Answer> question,
      @Nullable Holders holders,
      @Nullable Throwable failure) {
    entry.question.set(null);
    if (holders != null) {
      holders.holders().forEach(nodes::named);
      var answer = new Answer(holders, ticker.read());
      entry.answer = answer;
      question.complete(answer);
    } else {
      question.completeExceptionally(
          failure == null ? new IllegalStateException("no answer") : failure);
    }
  }
}
