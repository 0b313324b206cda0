package peercache.edge;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Health, without its details, and info for anyone on the service's own port; the rest is on the
 * management port.
 */
@RestController
@RequestMapping("/actuator")
class PublicActuator {
  private final HealthEndpoint health;
  private final InfoEndpoint info;
  private final HttpCodeStatusMapper statusMapper;

  PublicActuator(HealthEndpoint health, InfoEndpoint info, HttpCodeStatusMapper statusMapper) {
    this.health = health;
    this.info = info;
    this.statusMapper = statusMapper;
  }

  @OpenTo(Role.ANYONE)
  @GetMapping("/info")
  Map<String, Object> info() {
    return info.info();
  }

  @OpenTo(Role.ANYONE)
  @GetMapping("/health")
  ResponseEntity<Map<String, String>> health() {
    return answer(health.health());
  }

  @OpenTo(Role.ANYONE)
  @GetMapping({"/health/{group:liveness}", "/health/{group:readiness}"})
  ResponseEntity<Map<String, String>> health(@PathVariable String group) {
    return answer(Objects.requireNonNull(health.healthForPath(group), "both groups always exist"));
  }

  private ResponseEntity<Map<String, String>> answer(HealthDescriptor descriptor) {
    var status = descriptor.getStatus();
    return ResponseEntity.status(statusMapper.getStatusCode(status))
        .body(Map.of("status", status.getCode()));
  }
}
