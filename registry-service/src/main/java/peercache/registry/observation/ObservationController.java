package peercache.registry.observation;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.Observations;
import peercache.edge.Outcomes;
import peercache.registry.standing.Sweep;

@RestController
class ObservationController {
  private final Words words;
  private final Sweep sweep;
  private final Outcomes outcomes;

  ObservationController(Words words, Sweep sweep, MeterRegistry meters) {
    this.words = words;
    this.sweep = sweep;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.observations",
            "What origins said of nodes that they asked for a byte",
            "served",
            "reached",
            "failed");
  }

  @PostMapping("/v1/observations")
  Observations.Receipt observe(@RequestBody Observations observations) {
    if (!observations.nodes().isEmpty()) {
      words.ofOrigin(observations);
    }
    for (var one : observations.nodes()) {
      outcomes.count(one.outcome().name().toLowerCase(Locale.ROOT));
    }
    return new Observations.Receipt(sweep.isInDoubt());
  }
}
