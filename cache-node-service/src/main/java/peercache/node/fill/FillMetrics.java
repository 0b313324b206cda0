package peercache.node.fill;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import peercache.node.exchange.PieceOffers;

/** What fills count. */
final class FillMetrics {
  private final Counter fromOrigin;
  private final Counter fromPeers;
  private final Counter filled;
  private final Map<FillFault, Counter> faults = new EnumMap<>(FillFault.class);
  private final Counter piecesRejected;
  private final Counter reports;
  private final Counter offered;
  private final Counter nothing;
  private final Counter busy;
  private final Counter failed;

  FillMetrics(MeterRegistry registry) {
    fromOrigin = bytes(registry, "origin");
    fromPeers = bytes(registry, "peer");
    filled = fills(registry, "filled");
    for (var fault : FillFault.values()) {
      faults.put(fault, fills(registry, fault.tag()));
    }
    reports = asks(registry, "report");
    offered = asks(registry, "offered");
    nothing = asks(registry, "nothing");
    busy = asks(registry, "busy");
    failed = asks(registry, "failed");
    piecesRejected =
        Counter.builder("peercache.node.pieces.rejected")
            .description("Pieces whose bytes did not match their digest")
            .register(registry);
  }

  private static Counter asks(MeterRegistry registry, String outcome) {
    return Counter.builder("peercache.node.asks")
        .description("Asks for pieces at other nodes by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  void asked(Asked asked, boolean report) {
    var counter =
        switch (asked) {
          case Asked.Answered(PieceOffers offers) ->
              report ? reports : offers.offersNothing() ? nothing : offered;
          case Asked.Busy() -> busy;
          case Asked.HasNothing() -> nothing;
          case Asked.Failed(String _) -> failed;
        };
    counter.increment();
  }

  private static Counter bytes(MeterRegistry registry, String from) {
    return Counter.builder("peercache.node.bytes.filled").tag("from", from).register(registry);
  }

  private static Counter fills(MeterRegistry registry, String outcome) {
    return Counter.builder("peercache.node.fills").tag("outcome", outcome).register(registry);
  }

  void filled(Source source, int bytes) {
    switch (source) {
      case Source.Origin _ -> fromOrigin.increment(bytes);
      case Source.Peer _ -> fromPeers.increment(bytes);
    }
  }

  void pieceRejected() {
    piecesRejected.increment();
  }

  /**
   * @param fault empty for a good end
   */
  void ended(Optional<FillFault> fault) {
    fault.map(faults::get).orElse(filled).increment();
  }
}
