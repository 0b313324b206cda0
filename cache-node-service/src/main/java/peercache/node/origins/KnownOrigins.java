package peercache.node.origins;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.api.OriginStatus;
import peercache.node.registry.RegistryException;

/**
 * Knows origins from the configuration, from the registry, and, while the registry is away, from
 * what it said before, also to an earlier run.
 */
final class KnownOrigins implements OriginDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(KnownOrigins.class);

  /** The registry is not asked for unknown origins more often than this, however many are named. */
  static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

  private final Map<OriginId, URI> configured;
  private final Supplier<List<OriginStatus>> registry;
  private final OriginsFile file;
  private final Clock clock;
  private final AtomicReference<@Nullable CompletableFuture<Void>> asking = new AtomicReference<>();
  private volatile Map<OriginId, KnownOrigin> learned;
  private volatile Instant lastAsked = Instant.MIN;

  /**
   * @param registry asks it; fails with {@link RegistryException}
   */
  KnownOrigins(
      Map<OriginId, URI> configured,
      Supplier<List<OriginStatus>> registry,
      OriginsFile file,
      Clock clock) {
    this.configured = configured;
    this.registry = registry;
    this.file = file;
    this.clock = clock;
    this.learned = file.read();
  }

  @Override
  public Optional<URI> baseUri(OriginId id) {
    return find(id, KnownOrigin::uriForNodes);
  }

  @Override
  public Optional<URI> uriForCallers(OriginId id) {
    return find(id, KnownOrigin::baseUri);
  }

  private Optional<URI> find(OriginId id, Function<KnownOrigin, URI> learnedUri) {
    var known = known(id, learnedUri);
    if (known.isPresent() || clock.instant().isBefore(lastAsked.plus(UNKNOWN_FOR))) {
      return known;
    }
    refresh();
    return known(id, learnedUri);
  }

  /** The registry's word, also for an origin whose place is configured. */
  @Override
  public Optional<OriginKey> key(OriginId id) {
    return Optional.ofNullable(learned.get(id)).map(KnownOrigin::key);
  }

  private Optional<URI> known(OriginId id, Function<KnownOrigin, URI> learnedUri) {
    return Optional.ofNullable(configured.get(id))
        .or(() -> Optional.ofNullable(learned.get(id)).map(learnedUri))
        .map(KnownOrigins::plain);
  }

  /** Asks the registry; if somebody asks already, waits for that answer. */
  void refresh() {
    var mine = new CompletableFuture<Void>();
    var others = asking.compareAndExchange(null, mine);
    if (others != null) {
      others.join();
      return;
    }
    try {
      learn(registry.get());
    } catch (RegistryException e) {
      LOG.debug("Going on with the origins known from before", e);
    } finally {
      lastAsked = clock.instant();
      asking.set(null);
      mine.complete(null);
    }
  }

  private void learn(List<OriginStatus> origins) {
    var named = new HashMap<OriginId, KnownOrigin>();
    for (OriginStatus origin : origins) {
      var internal = origin.internalUri();
      if (isUsable(origin.baseUri()) && (internal == null || isUsable(internal))) {
        named.put(origin.id(), new KnownOrigin(origin.baseUri(), internal, origin.publicKey()));
      }
    }
    if (!named.equals(learned)) {
      learned = Map.copyOf(named);
      file.write(named);
    }
  }

  static boolean isUsable(@Nullable URI uri) {
    return uri != null
        && uri.getHost() != null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
  }

  private static URI plain(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
  }
}
