package peercache.registry.holding;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import peercache.registry.refusal.Refusal.TooSlow;

/** A body that has to arrive by a point in time, however steadily it trickles. */
final class DeadlineStream extends FilterInputStream {
  private final Clock clock;
  private final Instant deadline;

  DeadlineStream(InputStream in, Clock clock, Instant deadline) {
    super(in);
    this.clock = clock;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    check();
    return super.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    check();
    return super.read(buffer, offset, length);
  }

  private void check() {
    if (clock.instant().isAfter(deadline)) {
      throw new TooSlow("the body did not arrive in time");
    }
  }
}
