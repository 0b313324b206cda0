package peercache.node.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.content.SignedManifest;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import peercache.node.registry.RegistryException;

/**
 * Finds what a version is made of. The origin's own copy is believed because it comes from there,
 * asked with the network's key; a copy from another node only if the origin signed it with the key
 * that it published. Its pieces then prove all bytes, so the version's own digest is not computed
 * again. Blocks, within bounds; thread-safe.
 */
final class Manifests {
  private static final Logger log = LoggerFactory.getLogger(Manifests.class);

  /**
   * For how long it pays to wait for a manifest that other nodes are about to get. The origin is
   * asked by one of them, which takes a round trip, and each round of questions doubles those that
   * have it.
   */
  static final Duration PATIENCE = Duration.ofMillis(500);

  /** What other nodes may cost at most while the origin has not been asked. */
  private static final Duration QUICKLY = Duration.ofMillis(500);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration MAX_PAUSE = Duration.ofMillis(100);
  private static final int MAX_HOLDERS = 8;

  private final OriginDirectory origins;
  private final RegistryApi registry;
  private final NodeIdentity node;
  private final ManifestClient client;
  private final FillProperties properties;
  private final Counter fromOrigin;
  private final Counter relayed;
  private final Counter rejected;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Nodes of which the log has said lately that they sent something wrong. */
  private final Cache<NodeId, Boolean> accused =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  Manifests(
      OriginDirectory origins,
      RegistryApi registry,
      NodeIdentity node,
      ManifestClient client,
      FillProperties properties,
      MeterRegistry meters) {
    this.origins = origins;
    this.registry = registry;
    this.node = node;
    this.client = client;
    this.properties = properties;
    this.fromOrigin = counter(meters, "origin");
    this.relayed = counter(meters, "relayed");
    this.rejected = counter(meters, "rejected");
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("peercache.node.manifests")
        .description("Manifests that came from the origin, or from nodes, or were not believed")
        .tag("outcome", outcome)
        .register(meters);
  }

  /**
   * For a node without a plan: the registry says who else may have it.
   *
   * @throws FillFailed if neither the origin nor another node gives one
   */
  SignedManifest find(OriginId origin, VersionId id) throws FillFailed {
    return find(origin, id, holders(id), Duration.ZERO);
  }

  /**
   * From the origin, before it is known who else has it: while the registry is asked for that.
   *
   * @return nothing if another node was before this one, and the manifest is to be had from there;
   *     or if the origin fails, whatever the reason
   */
  Optional<SignedManifest> findEarly(OriginId origin, VersionId id) {
    var uri = origins.baseUri(origin);
    if (uri.isPresent()
        && client.askEarly(uri.get(), id, properties.giveUpAfter())
            instanceof ManifestAnswer.Given(SignedManifest manifest)) {
      fromOrigin.increment();
      return Optional.of(manifest);
    }
    return Optional.empty();
  }

  /**
   * From the first of a few of the peers, then the origin. If the origin fails too, those peers are
   * asked again that were too slow before.
   *
   * @param peers that hold or fill the version, best first
   * @param patience for how long peers that are filling, but have no manifest so far, are asked
   *     again before the origin is; zero for a node that has the grant to ask the origin, because
   *     the others wait for it
   * @throws FillFailed if neither the origin nor a peer gives one
   */
  SignedManifest find(OriginId origin, VersionId id, List<Source.Peer> peers, Duration patience)
      throws FillFailed {
    var key = origins.key(origin);
    var search =
        new RelaySearch(
            key.isPresent() ? peers : List.of(),
            (peer, atMost) -> client.ask(peer.baseUri(), id, atMost),
            manifest -> manifest.isProvenBy(key.orElseThrow()),
            (peer, reason) -> reject(origin, id, peer, reason));
    var quick = quickly(search, patience);
    if (quick != null) {
      relayed.increment();
      return quick;
    }
    try {
      return fromOrigin(origin, id);
    } catch (FillFailed e) {
      search.forgive();
      var late = search.round(properties.stallTimeout());
      if (late == null) {
        throw e;
      }
      relayed.increment();
      return late;
    }
  }

  private @Nullable SignedManifest quickly(RelaySearch search, Duration patience)
      throws FillFailed {
    long start = System.nanoTime();
    var found = search.round(QUICKLY);
    var pause = FIRST_PAUSE;
    while (found == null && search.isAnotherRoundOfUse()) {
      var left = patience.minusNanos(System.nanoTime() - start);
      if (left.compareTo(pause) <= 0) {
        return null;
      }
      await(pause);
      found = search.round(left);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
    return found;
  }

  private void await(Duration pause) throws FillFailed {
    try {
      if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FillFailed(FillFault.STOPPED, "the node shuts down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FillFailed(FillFault.STOPPED, "interrupted", e);
    }
  }

  private SignedManifest fromOrigin(OriginId origin, VersionId id) throws FillFailed {
    var uri = origins.baseUri(origin);
    if (uri.isEmpty()) {
      throw new FillFailed(FillFault.UNKNOWN_ORIGIN, "no origin is known as " + origin);
    }
    return switch (client.ask(uri.get(), id, properties.giveUpAfter())) {
      case ManifestAnswer.Given(SignedManifest manifest) -> {
        fromOrigin.increment();
        yield manifest;
      }
      case ManifestAnswer.NotThere() ->
          throw new FillFailed(FillFault.NOT_AT_ORIGIN, "the origin does not have the version");
      case ManifestAnswer.NotYet() ->
          throw new FillFailed(FillFault.ORIGIN_AWAY, "the origin answered 503");
      case ManifestAnswer.Unusable(String detail) ->
          throw new FillFailed(FillFault.ORIGIN_AWAY, "no manifest from the origin: " + detail);
      case ManifestAnswer.Failed(String detail) ->
          throw new FillFailed(FillFault.ORIGIN_AWAY, "no manifest from the origin: " + detail);
    };
  }

  private void reject(OriginId origin, VersionId id, Source.Peer peer, String reason) {
    rejected.increment();
    if (accused.asMap().putIfAbsent(peer.id(), true) == null) {
      log.warn(
          "{} at {} sent a manifest of {} of {} that is not believed: {}",
          peer,
          peer.baseUri(),
          id,
          origin,
          reason);
    }
  }

  private List<Source.Peer> holders(VersionId id) {
    try {
      var answer = registry.holders(id, null, MAX_HOLDERS, null, null, List.of(node.id()), false);
      return Optional.ofNullable(answer.holders()).orElse(List.of()).stream()
          .map(holder -> new Source.Peer(holder.id(), holder.uriForServices(), holder.state()))
          .toList();
    } catch (RegistryException e) {
      return List.of();
    }
  }

  void close() {
    closed.countDown();
  }
}
