package peercache.registry.origin;

import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginMembership;
import peercache.api.OriginStatus;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.registry.zone.ZoneProperties;

@RestController
@RequestMapping("/v1/origins")
class OriginController {
  private static final Logger LOG = LoggerFactory.getLogger(OriginController.class);

  private final OriginRepository origins;
  private final OriginMembership membership;

  OriginController(OriginRepository origins, OriginProperties properties, ZoneProperties zones) {
    this.origins = origins;
    this.membership = new OriginMembership(properties.renewEvery(), zones.zones());
  }

  /**
   * Another key than before is believed, because it comes with the network's key; what was signed
   * with the one before proves nothing any more.
   */
  @PutMapping("/{id}")
  OriginMembership join(@PathVariable OriginId id, @RequestBody OriginJoin join) {
    var before = origins.publicKey(id);
    origins.join(id, join);
    if (before.isPresent() && !before.get().equals(Objects.toString(join.publicKey(), null))) {
      LOG.warn("Origin {} at {} published another key: {}", id, join.baseUri(), join.publicKey());
    }
    return membership;
  }

  @OpenTo(Role.ANYONE)
  @GetMapping
  List<OriginStatus> origins() {
    return origins.all().stream().map(Origin::status).toList();
  }
}
