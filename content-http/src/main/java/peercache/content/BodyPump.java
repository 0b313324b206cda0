package peercache.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Writes spans of a body as fast as the client takes them and as they arrive. Holds no thread while
 * it waits for either. The headers go out with the first bytes, or alone and at once when the first
 * byte is not there yet.
 */
final class BodyPump extends IteratingCallback {
  /**
   * Large enough that a write call costs little, small enough that counters and fairness keep up.
   */
  static final int MAX_WRITE = 4 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * @param head goes before the bytes
   * @param end the position after the last byte
   */
  record Span(ByteBuffer head, long position, long end) {
    boolean isDone() {
      return !head.hasRemaining() && position == end;
    }
  }

  private final Request request;
  private final Response response;
  private final Body body;
  private final List<Span> spans;
  private final LongConsumer sent;
  private final Callback done;
  private int index;
  private Span span;
  private boolean lastWritten;
  private int inFlight;

  BodyPump(
      Request request,
      Response response,
      Body body,
      List<Span> spans,
      LongConsumer sent,
      Callback done) {
    this.request = request;
    this.response = response;
    this.body = body;
    this.spans = spans;
    this.sent = sent;
    this.done = done;
    this.span = spans.getFirst();
  }

  @Override
  protected Action process() throws IOException {
    settle();
    if (lastWritten) {
      return Action.SUCCEEDED;
    }
    if (span.isDone() && index + 1 < spans.size()) {
      span = spans.get(++index);
    }
    if (span.head().hasRemaining()) {
      return write(span.head().duplicate(), new Span(NOTHING, span.position(), span.end()), 0);
    }
    if (span.isDone()) {
      return write(NOTHING, span, 0);
    }
    long readable = body.readable(span.position());
    if (readable <= 0) {
      return awaitBody();
    }
    long wanted = Math.min(readable, span.end() - span.position());
    var bytes = body.read(span.position(), (int) Math.min(wanted, MAX_WRITE));
    int count = bytes.remaining();
    SendfileEndPoint.offer(request, bytes, body.file(), span.position());
    return write(bytes, new Span(NOTHING, span.position() + count, span.end()), count);
  }

  private Action awaitBody() {
    if (!response.isCommitted()) {
      return write(NOTHING, span, 0);
    }
    body.awaitReadable(span.position(), this);
    return Action.SCHEDULED;
  }

  private Action write(ByteBuffer bytes, Span next, int bodyBytes) {
    span = next;
    inFlight = bodyBytes;
    lastWritten = next.isDone() && index == spans.size() - 1;
    response.write(lastWritten, bytes, this);
    return Action.SCHEDULED;
  }

  private void settle() {
    if (inFlight > 0) {
      sent.accept(inFlight);
      inFlight = 0;
    }
  }

  @Override
  protected void onCompleteSuccess() {
    done.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    done.failed(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
