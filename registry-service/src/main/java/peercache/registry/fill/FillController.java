package peercache.registry.fill;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.NodeId;
import peercache.api.VersionId;

@RestController
@RequestMapping("/v1/versions/{id}/fills")
class FillController {
  private final FillPlanning planning;

  FillController(FillPlanning planning) {
    this.planning = planning;
  }

  @PostMapping
  FillPlan plan(@PathVariable VersionId id, @RequestBody FillRequest request) {
    return planning.plan(id, request);
  }

  @PostMapping("/renewal")
  FillPlan renew(@PathVariable VersionId id, @RequestBody FillRenewal renewal) {
    return planning.renew(id, renewal);
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@PathVariable VersionId id, @RequestParam NodeId node, @RequestParam long incarnation) {
    planning.end(new FillKey(id, node, incarnation));
  }
}
