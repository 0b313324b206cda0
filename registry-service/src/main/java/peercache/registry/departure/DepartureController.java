package peercache.registry.departure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.Departures;
import peercache.registry.refusal.Refusal.BadField;

@RestController
class DepartureController {
  private static final int MAX_WAIT_MILLIS = 10_000;

  private final DepartureBoard board;

  DepartureController(DepartureBoard board) {
    this.board = board;
  }

  @GetMapping("/v1/departures")
  Departures departures(
      @RequestParam(required = false) @Nullable Long after, @RequestParam int waitMillis)
      throws InterruptedException {
    if (waitMillis < 0 || waitMillis > MAX_WAIT_MILLIS) {
      throw new BadField(
          "waitMillis", "must be 0 to " + MAX_WAIT_MILLIS + ", but is " + waitMillis);
    }
    if (after == null) {
      return board.now();
    }
    if (after < 0) {
      throw new BadField("after", "must be at least 0, but is " + after);
    }
    return board.after(after, Duration.ofMillis(waitMillis));
  }
}
