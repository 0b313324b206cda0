package peercache.node.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.BitSet;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceJson;
import peercache.node.fill.FillStream;
import peercache.node.fill.Fills;
import peercache.node.store.VersionStore;
import tools.jackson.databind.json.JsonMapper;

/** Tells other nodes which pieces of a version are here, and which of them they may fetch. */
@Component
final class PiecesRoute {
  private static final JsonMapper JSON = new JsonMapper();

  /** Enough for two sets of a million pieces. */
  private static final int MAX_ASK_BYTES = 512 * 1024;

  /**
   * @param size in bytes
   * @param pieceSize in bytes; absent for a whole version, whose pieces do not matter here
   * @param pieces {@code all}, or the numbers of the verified pieces, counted from 0, as inclusive
   *     ranges: {@code 0-17,20}; empty for none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pieces(VersionId id, long size, @Nullable Integer pieceSize, String pieces) {}

  private final VersionStore store;
  private final Fills fills;
  private final NodeMetrics metrics;

  PiecesRoute(VersionStore store, Fills fills, NodeMetrics metrics) {
    this.store = store;
    this.fills = fills;
    this.metrics = metrics;
  }

  /** Takes another node's ask; the answer may come later. Blocks until the ask is read. */
  void offer(Exchange exchange, VersionId id) {
    var ask = read(exchange);
    if (ask == null) {
      metrics.count(NodeMetrics.Outcome.BAD_REQUEST);
      exchange.answer(Problems.badAsk());
      return;
    }
    switch (fills.ask(id, ask, offers -> exchange.answer(PieceJson.write(offers)))) {
      case TAKEN -> {}
      case BUSY -> {
        metrics.count(NodeMetrics.Outcome.REFUSED);
        exchange.answer(Problems.tooManyAsks());
      }
      case MISTAKEN -> {
        metrics.count(NodeMetrics.Outcome.BAD_REQUEST);
        exchange.answer(Problems.mistakenAsk(id, ask.pieces()));
      }
      case NOT_HERE -> {
        metrics.count(NodeMetrics.Outcome.NOT_FOUND);
        exchange.answer(Problems.notHeld(id));
      }
    }
  }

  private static @Nullable PieceAsk read(Exchange exchange) {
    try (var body = Content.Source.asInputStream(exchange.request())) {
      byte[] json = body.readNBytes(MAX_ASK_BYTES + 1);
      return json.length > MAX_ASK_BYTES ? null : PieceJson.readAsk(json);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  void answer(Exchange exchange, VersionId id) {
    var pieces = pieces(id);
    if (pieces == null) {
      exchange.answer(Problems.notHeld(id));
      return;
    }
    exchange.answer(JSON.writeValueAsBytes(pieces));
  }

  private @Nullable Pieces pieces(VersionId id) {
    var stream = fills.running(id).orElse(null);
    if (stream != null) {
      try {
        return ofStream(id, stream);
      } finally {
        stream.release();
      }
    }
    var version = store.open(id);
    if (version == null) {
      return null;
    }
    try {
      return new Pieces(id, version.size(), null, "all");
    } finally {
      version.release();
    }
  }

  private static Pieces ofStream(VersionId id, FillStream stream) {
    var manifest = stream.manifest();
    return new Pieces(id, manifest.size(), manifest.pieceSize(), ranges(stream.verifiedPieces()));
  }

  static String ranges(BitSet pieces) {
    var ranges = new StringBuilder();
    for (int first = pieces.nextSetBit(0); first >= 0; ) {
      int last = pieces.nextClearBit(first) - 1;
      ranges.append(ranges.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        ranges.append('-').append(last);
      }
      first = pieces.nextSetBit(last + 1);
    }
    return ranges.toString();
  }
}
