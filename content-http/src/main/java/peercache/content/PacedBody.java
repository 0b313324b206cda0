package peercache.content;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A body that is readable no faster than a limit allows. Waits for its turns without a thread. */
public final class PacedBody implements Body {
  private final Body body;
  private final RateLimit limit;
  private final Scheduler scheduler;
  private final Executor executor;

  /** Reserved and not read yet. */
  private int reserved;

  private long turn;

  private PacedBody(Body body, RateLimit limit, Scheduler scheduler, Executor executor) {
    this.body = body;
    this.limit = limit;
    this.scheduler = scheduler;
    this.executor = executor;
  }

  /**
   * @param limit null for none: the body stays as it is
   * @param request which the body is for
   */
  public static Body of(Body body, @Nullable RateLimit limit, Request request) {
    if (limit == null || body == NoBody.INSTANCE) {
      return body;
    }
    var components = request.getComponents();
    return new PacedBody(body, limit, components.getScheduler(), components.getExecutor());
  }

  @Override
  public long readable(long position) throws IOException {
    long there = body.readable(position);
    if (there <= 0) {
      return there;
    }
    if (reserved == 0) {
      reserved = (int) Math.min(there, limit.chunk());
      turn = limit.reserve(reserved);
    }
    return limit.nanosUntil(turn) > 0 ? 0 : Math.min(there, reserved);
  }

  @Override
  public ByteBuffer read(long position, int max) throws IOException {
    var bytes = body.read(position, max);
    reserved -= bytes.remaining();
    return bytes;
  }

  @Override
  public @Nullable FileChannel file() {
    return body.file();
  }

  @Override
  public void awaitReadable(long position, Callback callback) {
    long nanos = reserved == 0 ? 0 : limit.nanosUntil(turn);
    if (nanos == 0) {
      body.awaitReadable(position, callback);
    } else {
      // The scheduler has one thread for the whole server: nothing is read or written on it.
      scheduler.schedule(() -> executor.execute(callback::succeeded), nanos, NANOSECONDS);
    }
  }

  @Override
  public void close() {
    if (reserved > 0) {
      limit.giveBack(reserved);
      reserved = 0;
    }
    body.close();
  }
}
