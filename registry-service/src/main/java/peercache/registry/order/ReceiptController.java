package peercache.registry.order;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.NodeId;
import peercache.api.OrderReceipts;
import peercache.registry.node.OrderSource;
import peercache.registry.node.Runs;

@RestController
class ReceiptController {
  private final Runs runs;
  private final List<OrderSource> sources;

  ReceiptController(Runs runs, List<OrderSource> sources) {
    this.runs = runs;
    this.sources = sources;
  }

  @PostMapping("/v1/nodes/{id}/receipts")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void confirm(@PathVariable NodeId id, @RequestBody OrderReceipts receipts) {
    var _ = runs.zoneOf(id, receipts.incarnation());
    for (var receipt : receipts.receipts()) {
      boolean _ = sources.stream().anyMatch(source -> source.confirm(id, receipt));
    }
  }
}
