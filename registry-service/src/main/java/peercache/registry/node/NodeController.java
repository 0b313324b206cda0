package peercache.registry.node;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.Lease;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.NodeStatus;
import peercache.edge.OpenTo;
import peercache.edge.Outcomes;
import peercache.edge.Role;
import peercache.registry.address.AddressProperties;
import peercache.registry.address.AddressRules;
import peercache.registry.refusal.Refusal;

@RestController
@RequestMapping("/v1/nodes")
class NodeController {
  private static final Logger log = LoggerFactory.getLogger(NodeController.class);

  private final Leases leases;
  private final NodeRepository nodes;
  private final Runs runs;
  private final Drains drains;
  private final LeaseProperties properties;
  private final Outcomes joins;
  private final Renewals renewals;
  private final CheckProperties checks;
  private final AddressRules addresses;
  private final ApplicationEventPublisher events;

  NodeController(
      Leases leases,
      Renewals renewals,
      NodeRepository nodes,
      Runs runs,
      Drains drains,
      LeaseProperties properties,
      CheckProperties checks,
      AddressProperties addresses,
      ApplicationEventPublisher events,
      MeterRegistry meters) {
    this.leases = leases;
    this.renewals = renewals;
    this.nodes = nodes;
    this.runs = runs;
    this.drains = drains;
    this.properties = properties;
    this.joins =
        new Outcomes(meters, "peercache.registry.joins", "Joins of nodes", "accepted", "refused");
    this.checks = checks;
    this.addresses = addresses.rules();
    this.events = events;
  }

  @PutMapping("/{id}")
  Lease join(@PathVariable NodeId id, @RequestBody NodeJoin join) {
    requireAccepted("baseUri", join.baseUri());
    requireAccepted("internalUri", join.internalUri());
    boolean inventoryWanted = joined(id, join);
    leases.checkSoon(id);
    log.info(
        "node {} joined with incarnation {} at {}, zone {}",
        id,
        join.incarnation(),
        join.baseUri(),
        join.zone());
    return properties.lease(inventoryWanted, List.of());
  }

  @PostMapping("/{id}/renewal")
  Lease renew(@PathVariable NodeId id, @RequestBody NodeRenewal renewal) {
    return renewals.renew(id, renewal);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void leave(@PathVariable NodeId id, @RequestParam long incarnation) {
    if (!leases.leave(id, incarnation)) {
      throw runs.refusal(id, incarnation);
    }
    log.info("node {} left with incarnation {}", id, incarnation);
    events.publishEvent(new NodeGone(id));
  }

  @OpenTo(Role.ANYONE)
  @GetMapping
  List<NodeStatus> nodes() {
    var draining = drains.all();
    return nodes.all().stream()
        .map(node -> node.status(checks.enabled(), draining.get(new NodeId(node.id()))))
        .toList();
  }

  @OpenTo(Role.ANYONE)
  @GetMapping("/{id}")
  NodeStatus node(@PathVariable NodeId id) {
    return nodes
        .find(id)
        .map(node -> node.status(checks.enabled(), drains.find(id).orElse(null)))
        .orElseThrow(() -> new Refusal.UnknownNode(id));
  }

  private void requireAccepted(String field, @Nullable URI uri) {
    if (uri == null) {
      return;
    }
    addresses
        .objection(uri)
        .ifPresent(kind -> {
          throw new Refusal.BadField(
              field,
              "must not be %s: %s; say where others reach the node, or allow it with %s"
                  .formatted(kind, uri, "peercache.registry.addresses.allowed"));
        });
  }

  private boolean joined(NodeId id, NodeJoin join) {
    var inventoryWanted = leases.join(id, join);
    joins.count(inventoryWanted.isPresent() ? "accepted" : "refused");
    return inventoryWanted.orElseThrow(() -> runs.refusal(id, join.incarnation()));
  }
}
