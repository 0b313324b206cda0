package peercache.node.fill;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A fill came to a bad end; what its readers see too. */
final class FillFailed extends IOException {
  private static final long serialVersionUID = 1L;

  private final FillFault fault;

  FillFailed(FillFault fault, String detail) {
    this(fault, detail, null);
  }

  FillFailed(FillFault fault, String detail, @Nullable Throwable cause) {
    super(detail, cause);
    this.fault = fault;
  }

  FillFault fault() {
    return fault;
  }

  /** Whether what is verified so far may be of use to a later fill. */
  boolean keepsPartial() {
    return switch (fault) {
      case STALLED, STOPPED, ORIGIN_AWAY, NOT_AT_ORIGIN -> true;
      case TOO_BIG_EVER,
          NO_ROOM_NOW,
          TOO_MANY_FILLS,
          UNKNOWN_ORIGIN,
          WRONG_BYTES,
          DISK_FAILED,
          PURGED ->
          false;
    };
  }
}
