package peercache.origin.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import peercache.api.Departures;
import peercache.api.NodeId;
import peercache.origin.registry.Registry;
import peercache.origin.registry.RegistryLoop;

/**
 * The nodes that the registry has just taken out of its answers: what it said of them before is
 * worth nothing from the moment on in which this origin hears of it. Listens all the time; without
 * a registry that answers, answers grow old by themselves. Bounded, thread-safe.
 */
@Component
final class Departed implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Departed.class);

  /** Less than any instance of the registry is given for an answer. */
  private static final int WAIT_MILLIS = 2_000;

  private static final int MAX = 10_000;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * @param at which departure, by the registry
   * @param heardNanos when this origin heard of it
   */
  private record Gone(long at, long heardNanos) {}

  private final Registry registry;
  private final Ticker ticker;
  private final Cache<NodeId, Gone> gone;
  private final RegistryLoop loop = new RegistryLoop("departures", this::listen);
  private volatile boolean running;

  /** Up to which departure it has heard; null if it does not know. The loop's alone. */
  private @Nullable Long heard;

  Departed(Registry registry, Ticker ticker) {
    this.registry = registry;
    this.ticker = ticker;
    this.gone =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(NearCache.KEEP)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * @param atNanos when the registry's answer that names the node came
   */
  boolean sinceThen(NodeId node, long atNanos) {
    var last = gone.getIfPresent(node);
    return last != null && last.heardNanos() - atNanos >= 0;
  }

  void hear(Departures departures) {
    long now = ticker.read();
    for (var one : departures.nodes()) {
      var known = gone.getIfPresent(one.id());
      if (known == null || known.at() < one.at()) {
        gone.put(one.id(), new Gone(one.at(), now));
      }
    }
  }

  @Override
  public void start() {
    running = true;
    if (registry.isConfigured()) {
      loop.start();
    }
  }

  private Duration listen() {
    heard = listen(heard);
    return heard == null ? AFTER_FAILURE : Duration.ZERO;
  }

  /**
   * @return null if nothing was heard, and nothing of what was said meanwhile will be
   */
  private @Nullable Long listen(@Nullable Long after) {
    try {
      var departures = registry.departures(after, WAIT_MILLIS);
      if (departures == null || departures.nodes() == null) {
        return null;
      }
      hear(departures);
      return departures.until();
    } catch (RestClientException e) {
      LOG.debug("The registry does not say which nodes are gone", e);
      return null;
    }
  }

  @Override
  public void stop() {
    running = false;
    loop.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
