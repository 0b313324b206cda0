package peercache.registry.preheat;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.PreheatRequest;
import peercache.api.PreheatStatus;
import peercache.edge.OpenTo;
import peercache.edge.Role;

@RestController
@RequestMapping("/v1/preheats")
class PreheatController {
  private final Preheating preheating;

  PreheatController(Preheating preheating) {
    this.preheating = preheating;
  }

  @OpenTo(Role.PUBLISHER)
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  PreheatStatus preheat(@RequestBody PreheatRequest request, HttpServletResponse response) {
    var status = preheating.begin(request);
    response.setHeader("Location", "/v1/preheats/" + status.id());
    return status;
  }

  @OpenTo(Role.PUBLISHER)
  @GetMapping("/{id}")
  PreheatStatus status(@PathVariable String id) {
    return preheating.status(id);
  }
}
