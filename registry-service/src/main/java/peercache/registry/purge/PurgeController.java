package peercache.registry.purge;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.PurgeRequest;
import peercache.api.PurgeStatus;
import peercache.edge.OpenTo;
import peercache.edge.Role;

@RestController
@RequestMapping("/v1/purges")
class PurgeController {
  private final Purging purging;

  PurgeController(Purging purging) {
    this.purging = purging;
  }

  @OpenTo(Role.PUBLISHER)
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  PurgeStatus purge(@RequestBody PurgeRequest request, HttpServletResponse response) {
    var status = purging.begin(request);
    response.setHeader("Location", "/v1/purges/" + status.id());
    return status;
  }

  @OpenTo(Role.PUBLISHER)
  @GetMapping("/{id}")
  PurgeStatus status(@PathVariable String id) {
    return purging.status(id);
  }
}
