package peercache.registry.holding;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.HoldingReport;
import peercache.api.LastCopies;
import peercache.api.LastCopiesQuestion;
import peercache.api.NodeId;
import peercache.api.ReportReceipt;
import peercache.edge.Outcomes;
import peercache.registry.refusal.Refusal;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping("/v1/nodes/{id}")
class HoldingController {
  private static final Logger log = LoggerFactory.getLogger(HoldingController.class);

  private final Reports reports;
  private final Copies copies;
  private final JsonMapper json;
  private final InventoryProperties properties;
  private final Clock clock;
  private final Outcomes reported;
  private final Outcomes replaced;
  private final Semaphore inventories;

  HoldingController(
      Reports reports,
      Copies copies,
      JsonMapper json,
      InventoryProperties properties,
      Clock clock,
      MeterRegistry meters) {
    this.reports = reports;
    this.copies = copies;
    this.json = json;
    this.properties = properties;
    this.clock = clock;
    this.reported =
        new Outcomes(
            meters,
            "peercache.registry.reports",
            "Reports of changed holdings",
            "applied",
            "repeated",
            "gap");
    this.replaced =
        new Outcomes(
            meters, "peercache.registry.inventories", "Whole inventories", "applied", "busy");
    this.inventories = new Semaphore(properties.concurrent());
  }

  @PostMapping("/holdings")
  ReportReceipt report(@PathVariable NodeId id, @RequestBody HoldingReport report) {
    var outcome = reports.apply(id, report);
    String name =
        switch (outcome) {
          case ReportOutcome.Applied _ -> "applied";
          case ReportOutcome.Repeated _ -> "repeated";
          case ReportOutcome.Gap _ -> "gap";
        };
    reported.count(name);
    return outcome.receipt();
  }

  @PostMapping("/last-copies")
  LastCopies lastCopies(@PathVariable NodeId id, @RequestBody LastCopiesQuestion question) {
    return new LastCopies(copies.keptBy(id, question));
  }

  @PutMapping(path = "/inventory", consumes = MediaType.APPLICATION_JSON_VALUE)
  ReportReceipt inventory(@PathVariable NodeId id, HttpServletRequest request) throws IOException {
    if (!inventories.tryAcquire()) {
      replaced.count("busy");
      throw new Refusal.Busy("other inventories are being applied");
    }
    try (var spool = new InventorySpool()) {
      var receipt = reports.replace(id, receive(request, spool), spool);
      replaced.count("applied");
      log.info("node {} sent its inventory of {} versions", id, spool.count());
      return receipt;
    } finally {
      inventories.release();
    }
  }

  private InventoryReader.Head receive(HttpServletRequest request, InventorySpool spool)
      throws IOException {
    var deadline = clock.instant().plus(properties.receiveWithin());
    try (var body = new DeadlineStream(request.getInputStream(), clock, deadline);
        var parser = json.createParser(body)) {
      return new InventoryReader(parser, spool, properties.maxVersions()).read();
    }
  }
}
