package peercache.origin.reachability;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.edge.tls.OutboundTls;

/**
 * Asks nodes for a byte of a version, to tell a caller who comes again because it failed from one
 * who comes again for any other reason. One question in flight for a node and version; bounded.
 */
@Component
public final class Probes {
  private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_IN_FLIGHT = 128;
  private static final Duration REMEMBER = Duration.ofSeconds(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);

  private record Key(NodeId node, VersionId version) {}

  private static final class Probe {
    private volatile long ended;
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    // Counts until this one has ended.
    private volatile @Nullable Probe before;

    Probe(@Nullable Probe before) {
      this.before = before != null && before.verdict.isDone() ? before : null;
    }
  }

  private final HttpClient client;
  private final ExecutorService executor;
  private final Ticker ticker;
  private final Experience experience;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final Cache<Key, Probe> probes;

  Probes(OutboundTls tls, ExecutorService requestExecutor, Ticker ticker, Experience experience) {
    this.executor = requestExecutor;
    this.experience = experience;
    this.ticker = ticker;
    this.client =
        tls.addTo(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(requestExecutor)
            .build();
    this.probes =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBER)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** What the last probe showed, or null. */
  public @Nullable Proof known(NodeId node, VersionId version) {
    var probe = probes.getIfPresent(new Key(node, version));
    if (probe != null && !probe.verdict.isDone()) {
      probe = probe.before;
    }
    if (probe == null) {
      return null;
    }
    return new Proof(probe.verdict.join(), ticker.read() - probe.ended);
  }

  /**
   * Begins a probe, unless one is in flight or younger than {@code freshNanos}.
   *
   * @param uri the version on that node
   */
  public void begin(Holder holder, VersionId version, URI uri, long size, long freshNanos) {
    long now = ticker.read();
    var started = new Probe[1];
    probes
        .asMap()
        .compute(
            new Key(holder.id(), version),
            (key, last) -> {
              boolean usable =
                  last != null && (!last.verdict.isDone() || now - last.ended < freshNanos);
              if (!usable) {
                last = new Probe(last);
                started[0] = last;
              }
              return last;
            });
    if (started[0] != null) {
      ask(started[0], holder, uri, size);
    }
  }

  /** Waits for the probe that is in flight, and then says what is known. */
  public Proof await(NodeId node, VersionId version, Duration atMost) {
    var probe = probes.getIfPresent(new Key(node, version));
    if (probe == null) {
      return new Proof(Verdict.LATE, 0);
    }
    try {
      return new Proof(
          probe.verdict.get(atMost.toNanos(), TimeUnit.NANOSECONDS), ticker.read() - probe.ended);
    } catch (TimeoutException e) {
      return new Proof(Verdict.LATE, 0);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a probe ends with a verdict", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Proof(Verdict.LATE, 0);
    }
  }

  private void ask(Probe probe, Holder holder, URI uri, long size) {
    if (!inFlight.tryAcquire()) {
      end(probe, Verdict.LATE);
      return;
    }
    try {
      executor.execute(() -> {
        var verdict = Verdict.BAD;
        try {
          verdict = verdict(uri, size, holder.state() == HolderState.HOLDING);
          tell(holder, verdict);
        } finally {
          inFlight.release();
          end(probe, verdict);
        }
      });
    } catch (RejectedExecutionException e) {
      inFlight.release();
      end(probe, Verdict.LATE);
    }
  }

  /** What a node does that is only filling shows nothing. */
  private void tell(Holder holder, Verdict verdict) {
    if (holder.state() == HolderState.HOLDING) {
      experience.asked(holder.id(), verdict == Verdict.GOOD);
    }
  }

  private void end(Probe probe, Verdict verdict) {
    probe.ended = ticker.read();
    probe.before = null;
    probe.verdict.complete(verdict);
  }

  private Verdict verdict(URI uri, long size, boolean wantsBytes) {
    var request =
        HttpRequest.newBuilder(uri).header("Range", "bytes=0-0").timeout(ANSWER_TIMEOUT).build();
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        int status = response.statusCode();
        if (size == 0) {
          return status == 200 || status == 416 ? Verdict.GOOD : Verdict.BAD;
        }
        boolean sends = status == 200 || status == 206;
        return sends && (!wantsBytes || body.read() >= 0) ? Verdict.GOOD : Verdict.BAD;
      }
    } catch (HttpTimeoutException e) {
      LOG.debug("No answer yet from {}", uri, e);
      return Verdict.LATE;
    } catch (IOException e) {
      LOG.debug("No good answer from {}", uri, e);
      return Verdict.BAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.LATE;
    }
  }
}
