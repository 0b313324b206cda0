package peercache.node.content;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.content.ByteRange;
import peercache.content.Problem;
import peercache.content.RangeSelection;
import peercache.node.fill.FillFault;
import peercache.node.fill.FillOutcome;
import peercache.node.fill.FillStream;
import peercache.node.fill.Fills;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import peercache.node.store.StoredVersion;
import peercache.node.store.VersionStore;

/**
 * A version's URL: from the store on the network's own thread, or filled on the way. A caller whom
 * this node cannot serve goes back to the origin; a caller never sees an error that the origin
 * could have prevented.
 */
@Component
final class VersionRoute {
  private final VersionStore store;
  private final Fills fills;
  private final OriginDirectory origins;
  private final NodeIdentity node;
  private final LostLately lostLately;
  private final VersionAnswers answers;
  private final NodeMetrics metrics;
  private final RoomWatch room;

  VersionRoute(
      VersionStore store,
      Fills fills,
      OriginDirectory origins,
      NodeIdentity node,
      LostLately lostLately,
      VersionAnswers answers,
      NodeMetrics metrics,
      RoomWatch room) {
    this.store = store;
    this.fills = fills;
    this.origins = origins;
    this.node = node;
    this.lostLately = lostLately;
    this.answers = answers;
    this.metrics = metrics;
    this.room = room;
  }

  /** The answer, if the version is held; never blocks. */
  @Nullable Hit find(Target.Version target) {
    var version = store.open(target.id());
    return version == null ? null : answers.held(version, target.path());
  }

  /**
   * Answers in any case; may block.
   *
   * @param peer whether another node asks
   */
  void miss(Exchange exchange, Target.Version target, boolean peer) {
    if (peer) {
      answerPeer(exchange, target);
      return;
    }
    var excluded = Exclusions.of(exchange.request().getHttpURI().getQuery());
    if (excluded.isTooMany()) {
      sendBack(exchange, target, excluded);
    } else if (lostLately.contains(target.id())) {
      sendBack(exchange, target, excluded.with(node.id()));
    } else if (exchange.isHead() && !fills.isRunning(target.id())) {
      describe(exchange, target, excluded);
    } else {
      fill(exchange, target, excluded);
    }
  }

  private void fill(Exchange exchange, Target.Version target, Exclusions excluded) {
    switch (room.note(fills.open(target.origin(), target.id()))) {
      case FillOutcome.Held(StoredVersion version) ->
          answers.hit(exchange, answers.held(version, target.path()), false);
      case FillOutcome.Streaming(FillStream stream, boolean joined) ->
          answers.filling(exchange, stream, target.path(), VersionAnswers.FOREVER, false, joined);
      case FillOutcome.Refused(FillFault _, String detail) ->
          sendBack(exchange, target, excluded.with(node.id()));
    }
  }

  /** {@code HEAD} brings in nothing: it costs the origin a manifest, not a version. */
  private void describe(Exchange exchange, Target.Version target, Exclusions excluded) {
    switch (fills.describe(target.origin(), target.id())) {
      case Fills.Described.Known(var representation) ->
          answers.headersOnly(exchange, representation, target.path());
      case Fills.Described.Refused(FillFault _, String detail) ->
          sendBack(exchange, target, excluded.with(node.id()));
    }
  }

  private void sendBack(Exchange exchange, Target.Version target, Exclusions excluded) {
    var origin = origins.uriForCallers(target.origin());
    if (origin.isPresent()) {
      metrics.count(NodeMetrics.Outcome.SENT_BACK);
      exchange.redirect(excluded.location(origin.get(), target.path()));
    } else {
      metrics.count(NodeMetrics.Outcome.NOT_FOUND);
      exchange.answer(Problems.unknownOrigin(target.origin()));
    }
  }

  /** Another node gets what is here or on its way; nothing is filled or redirected for it. */
  private void answerPeer(Exchange exchange, Target.Version target) {
    var stream = fills.running(target.id()).orElse(null);
    if (stream == null) {
      answerPeerWithoutStream(exchange, target);
    } else if (!isHere(stream, exchange)) {
      stream.release();
      metrics.count(NodeMetrics.Outcome.REFUSED);
      exchange.answer(
          Problem.of(
                  503,
                  "pieces-not-here-yet",
                  "Service Unavailable",
                  "these pieces are not here yet")
              .retryAfter(1));
    } else {
      answers.filling(exchange, stream, target.path(), VersionAnswers.FOREVER, true, true);
    }
  }

  private void answerPeerWithoutStream(Exchange exchange, Target.Version target) {
    var hit = find(target);
    if (hit != null) {
      answers.hit(exchange, hit, true); // committed since the first look
      return;
    }
    if (fills.isRunning(target.id())) {
      metrics.count(NodeMetrics.Outcome.REFUSED);
      exchange.answer(
          Problem.of(503, "pieces-not-here-yet", "Service Unavailable", "the fill has just begun")
              .retryAfter(1));
    } else {
      metrics.count(NodeMetrics.Outcome.NOT_FOUND);
      exchange.answer(Problems.notHeld(target.id()));
    }
  }

  private static boolean isHere(FillStream stream, Exchange exchange) {
    long size = stream.representation().size();
    String range = exchange.request().getHeaders().get(HttpHeader.RANGE);
    return switch (RangeSelection.of(range, size)) {
      case RangeSelection.Unsatisfiable() -> true;
      case RangeSelection.Parts(List<ByteRange> ranges) -> ranges.stream().allMatch(stream::has);
      case RangeSelection.Whole() -> size == 0 || stream.has(new ByteRange(0, size - 1));
    };
  }
}
