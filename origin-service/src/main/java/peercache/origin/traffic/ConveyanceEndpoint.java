package peercache.origin.traffic;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** For who operates the origin: which versions it conveyed, and how often. */
@Component
@Endpoint(id = "conveyance")
final class ConveyanceEndpoint {
  private static final int MAX = 10_000;
  private static final int DEFAULT = 100;

  private final Traffic traffic;

  ConveyanceEndpoint(Traffic traffic) {
    this.traffic = traffic;
  }

  /**
   * @param ratio of the two; absent before anything was conveyed
   * @param versions those of which most was conveyed
   */
  record Report(
      long conveyed, long distinct, @Nullable Double ratio, List<ConveyedVersion> versions) {}

  /**
   * @param limit how many versions, 1 to 10,000
   */
  @ReadOperation
  Report conveyance(@Nullable Integer limit) {
    var conveyance = traffic.conveyance();
    double ratio = conveyance.ratio();
    return new Report(
        conveyance.bytes(),
        conveyance.distinctBytes(),
        Double.isFinite(ratio) ? ratio : null,
        conveyance.most(limit == null ? DEFAULT : Math.clamp(limit, 1, MAX)));
  }
}
