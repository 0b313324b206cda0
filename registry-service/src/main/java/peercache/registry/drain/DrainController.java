package peercache.registry.drain;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.DrainStatus;
import peercache.api.NodeId;
import peercache.registry.node.Drains;
import peercache.registry.node.Runs;
import peercache.registry.refusal.Refusal;

@RestController
@RequestMapping("/v1/nodes/{id}/drain")
class DrainController {
  private static final Logger log = LoggerFactory.getLogger(DrainController.class);

  private final Drains drains;
  private final Runs runs;

  DrainController(Drains drains, Runs runs) {
    this.drains = drains;
    this.runs = runs;
  }

  @PutMapping
  DrainStatus drain(
      @PathVariable NodeId id, @RequestParam(required = false) @Nullable Long incarnation) {
    if (incarnation != null) {
      var _ = runs.zoneOf(id, incarnation);
    }
    if (!drains.begin(id, incarnation != null)) {
      throw new Refusal.UnknownNode(id);
    }
    log.info("node {} is to be drained", id);
    return drains.find(id).orElseThrow(() -> new Refusal.UnknownNode(id));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@PathVariable NodeId id) {
    if (!drains.end(id)) {
      throw new Refusal.UnknownNode(id);
    }
    log.info("node {} is not to be drained any more", id);
  }
}
