package peercache.edge;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an answer reach a caller who still sends: a connection that is closed with bytes unread is
 * reset, and the reset can overtake the answer (RFC 9112 section 9.6).
 */
public final class Lingering {
  private static final Logger LOG = LoggerFactory.getLogger(Lingering.class);
  private static final long MAX_BYTES = 256L << 20;
  private static final Duration MAX_TIME = Duration.ofSeconds(5);
  private static final int BUFFER = 64 * 1024;

  private final LongSupplier nanoTime;

  public Lingering(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for the answer to be written, then reads and discards what the caller still sends, within
   * bounds, then ends the exchange. Blocks.
   *
   * @param written completed when the answer is
   * @param exchange ended by this
   */
  public void end(Request request, Callback.Completable written, Callback exchange) {
    try {
      written.join();
    } catch (CompletionException e) {
      exchange.failed(e.getCause() == null ? e : e.getCause());
      return;
    }
    // A caller who waits to be asked for the body does not send it after a final answer.
    if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
      discard(Content.Source.asInputStream(request));
    }
    exchange.succeeded();
  }

  /** Reads and discards what the caller still sends, within bounds. Blocks; closes the stream. */
  void discard(InputStream body) {
    long deadline = nanoTime.getAsLong() + MAX_TIME.toNanos();
    byte[] buffer = new byte[BUFFER];
    try (body) {
      long total = 0;
      int count = body.read(buffer);
      while (count >= 0 && total < MAX_BYTES && nanoTime.getAsLong() - deadline < 0) {
        total += count;
        count = body.read(buffer);
      }
    } catch (IOException e) {
      LOG.debug("A caller went away before its answer was out", e);
    }
  }
}
