package peercache.node.content;

import java.net.URI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.node.fill.FillFault;
import peercache.node.fill.FillOutcome;
import peercache.node.fill.FillProperties;
import peercache.node.fill.FillStream;
import peercache.node.fill.Fills;
import peercache.node.fill.OutboundHttp;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import peercache.node.store.StoredVersion;
import peercache.node.store.VersionStore;

/**
 * A file's current version through this node. Whatever this node cannot keep is passed through, a
 * version from one of its holders if the origin names one: a redirect could lead back here where
 * this node stands between callers and the origin, and to where a caller behind it cannot go.
 */
@Component
final class FileRoute implements OriginFiles {
  private final VersionStore store;
  private final Fills fills;
  private final OriginDirectory origins;
  private final VersionAnswers answers;
  private final NodeMetrics metrics;
  private final OriginClient client;
  private final HolderRelay relay;
  private final RoomWatch room;
  private final CurrentVersions current;

  FileRoute(
      VersionStore store,
      Fills fills,
      OriginDirectory origins,
      VersionAnswers answers,
      NodeMetrics metrics,
      RoomWatch room,
      NodeIdentity node,
      OutboundHttp http,
      FillProperties fillProperties,
      ContentProperties properties) {
    this.store = store;
    this.fills = fills;
    this.origins = origins;
    this.answers = answers;
    this.metrics = metrics;
    this.room = room;
    this.client = new OriginClient(http, fillProperties, node.id());
    this.relay = new HolderRelay(client, node.id(), answers.cacheStatus().bypass(), metrics);
    this.current =
        new CurrentVersions(
            properties.freshness(), properties.staleIfError(), this::askOrigin, System::nanoTime);
  }

  private CurrentVersion askOrigin(CurrentVersions.File file) {
    return origins
        .baseUri(file.origin())
        .map(origin -> client.currentVersion(uri(origin, file.path().toUriPath())))
        .orElseGet(() -> new CurrentVersion.Refused(404));
  }

  /** The answer, if the version is known for the moment and held; never blocks. */
  @Nullable Hit find(Target.File target) {
    var said = current.fresh(new CurrentVersions.File(target.origin(), target.path()));
    var version = said == null ? null : store.open(said.version().id());
    return said == null || version == null
        ? null
        : answers.confirmed(version, target.path(), said.ageNanos());
  }

  @Override
  public void serve(
      OriginId origin, FilePath path, Request request, Response response, Callback callback) {
    miss(new Exchange(request, response, callback), new Target.File(origin, path));
  }

  /** Answers in any case; may block. */
  void miss(Exchange exchange, Target.File target) {
    var origin = origins.baseUri(target.origin()).orElse(null);
    if (origin == null) {
      metrics.count(NodeMetrics.Outcome.NOT_FOUND);
      exchange.answer(Problems.unknownOrigin(target.origin()));
      return;
    }
    var file = new CurrentVersions.File(target.origin(), target.path());
    switch (current.resolve(file)) {
      case CurrentVersion.Named(VersionId id, long _) -> sendVersion(exchange, target, id, origin);
      case CurrentVersion.Unnamed() -> passThrough(exchange, origin, target.path().toUriPath());
      case CurrentVersion.Refused(int status) -> {
        metrics.count(status == 404 ? NodeMetrics.Outcome.NOT_FOUND : NodeMetrics.Outcome.REFUSED);
        exchange.answer(Problems.fromOrigin(status));
      }
      case CurrentVersion.Away(boolean tooLate) -> sendStale(exchange, target, file, tooLate);
    }
  }

  private void sendVersion(Exchange exchange, Target.File target, VersionId id, URI origin) {
    String path = target.path().toUriPath();
    if (exchange.isHead() && !store.isHeld(id) && !fills.isRunning(id)) {
      passThrough(exchange, origin, path); // a HEAD brings in nothing
      return;
    }
    switch (room.note(fills.open(target.origin(), id))) {
      case FillOutcome.Held(StoredVersion version) -> sendHit(exchange, target.path(), version);
      case FillOutcome.Streaming(FillStream stream, boolean joined) ->
          answers.filling(exchange, stream, target.path(), VersionAnswers.ASK_AGAIN, false, joined);
      case FillOutcome.Refused(FillFault _, String detail) ->
          passWithoutKeeping(exchange, origin, target.path());
    }
  }

  private void passWithoutKeeping(Exchange exchange, URI origin, FilePath path) {
    try {
      if (!relay.answer(origin, path, exchange)) {
        passThrough(exchange, origin, path.toUriPath());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.callback().failed(e);
    }
  }

  /** The origin has just named the version. */
  private void sendHit(Exchange exchange, FilePath path, StoredVersion version) {
    answers.hit(exchange, answers.confirmed(version, path, 0), false);
  }

  private void sendStale(
      Exchange exchange, Target.File target, CurrentVersions.File file, boolean tooLate) {
    var said = current.stale(file);
    var version = said == null ? null : store.open(said.version().id());
    if (said != null && version != null) {
      answers.hit(exchange, answers.stale(version, target.path(), said.ageNanos()), false);
    } else {
      metrics.count(NodeMetrics.Outcome.REFUSED);
      exchange.answer(Problems.originAway(tooLate));
    }
  }

  void list(Exchange exchange, Target.Listing target) {
    var origin = origins.baseUri(target.origin());
    if (origin.isPresent()) {
      passThrough(exchange, origin.get(), target.rawPath());
    } else {
      metrics.count(NodeMetrics.Outcome.NOT_FOUND);
      exchange.answer(Problems.unknownOrigin(target.origin()));
    }
  }

  private void passThrough(Exchange exchange, URI origin, String path) {
    metrics.count(NodeMetrics.Outcome.PASSED_THROUGH);
    client.passThrough(uri(origin, path), exchange, answers.cacheStatus().bypass());
  }

  private static URI uri(URI origin, String path) {
    return URI.create(origin + "/files/" + path + "?direct");
  }
}
