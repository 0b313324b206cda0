package peercache.registry.origin;

import java.util.List;
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
  private final OriginRepository origins;
  private final OriginMembership membership;

  OriginController(OriginRepository origins, OriginProperties properties, ZoneProperties zones) {
    this.origins = origins;
    this.membership = new OriginMembership(properties.renewEvery(), zones.zones());
  }

  @PutMapping("/{id}")
  OriginMembership join(@PathVariable OriginId id, @RequestBody OriginJoin join) {
    origins.join(id.value(), join.baseUri().toString());
    return membership;
  }

  @OpenTo(Role.ANYONE)
  @GetMapping
  List<OriginStatus> origins() {
    return origins.findAllByOrderById().stream().map(Origin::status).toList();
  }
}
