package peercache.edge.hotpath;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import peercache.content.SendfileEndPoint;
import peercache.edge.caller.TrustedProxies;

/**
 * An HTTP/1.1 connection that answers plain requests itself. Between two requests it looks at what
 * arrives first; whatever is not plain it leaves, byte for byte, to Jetty's own way.
 */
public final class PlainConnection extends HttpConnection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int DISCARDED_BYTES = 4 * 1024;

  /** Null if nothing is plain: then requests are not looked at before Jetty does. */
  private final @Nullable PlainHandler handler;

  private final TrustedProxies proxies;
  private final InFlight inFlight;
  private final Callback nextRequest =
      Callback.from(InvocationType.NON_BLOCKING, this::onFillable, this::onFillInterestedFailed);
  // A connection handles one request at a time, and hands it from thread to thread safely.
  private boolean absoluteForm;
  private final AtomicLong answered = new AtomicLong();

  PlainConnection(
      HttpConfiguration configuration,
      Connector connector,
      EndPoint endPoint,
      @Nullable PlainHandler handler,
      TrustedProxies proxies,
      InFlight inFlight) {
    super(configuration, connector, endPoint);
    this.handler = handler;
    this.proxies = proxies;
    this.inFlight = inFlight;
  }

  /**
   * Whether the request that is being handled came in absolute-form. Jetty completes a target in
   * origin-form by the {@code Host} header, after which it cannot be told from one in
   * absolute-form; but only the latter asks for a proxy (RFC 9112 section 3.2).
   */
  public boolean isAbsoluteForm() {
    return absoluteForm;
  }

  @Override
  protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
    absoluteForm = uri != null && !uri.startsWith("/") && uri.contains("://");
    return super.newHttpStream(method, uri, version);
  }

  @Override
  public long getMessagesIn() {
    return super.getMessagesIn() + answered.get();
  }

  @Override
  public long getMessagesOut() {
    return super.getMessagesOut() + answered.get();
  }

  @Override
  public void onFillable() {
    if (isOver()) {
      discard();
      return;
    }
    if (handler == null
        || !getParser().isStart()
        || !isRequestBufferEmpty()
        || getConnector().isShutdown()) {
      super.onFillable();
      return;
    }
    try {
      var scratch = Scratch.ofThread();
      int filled = scratch.fill(getEndPoint());
      if (filled > 0) {
        answerAll(handler, scratch);
      } else if (filled == 0) {
        fillInterested(nextRequest);
      } else {
        super.onFillable(); // knows how a connection ends
      }
    } catch (IOException | RuntimeException | Error fault) {
      getEndPoint().close(fault);
    }
  }

  /**
   * Whether the server stops, and the last answer is out. Jetty would end the connection then, but
   * what the network still holds is the caller's, who ends it when all of that is read.
   */
  private boolean isOver() {
    return getConnector().isShutdown()
        && getEndPoint().isOutputShutdown()
        && !getEndPoint().isInputShutdown();
  }

  /** Nothing that still comes is answered. */
  private void discard() {
    try {
      var nobodys = BufferUtil.allocate(DISCARDED_BYTES);
      int filled = getEndPoint().fill(nobodys);
      while (filled > 0) {
        BufferUtil.clear(nobodys);
        filled = getEndPoint().fill(nobodys);
      }
      if (filled == 0) {
        fillInterested(nextRequest);
      } else {
        close();
      }
    } catch (IOException e) {
      getEndPoint().close(e);
    }
  }

  /** Answers one request after the other, as long as they are plain. */
  private void answerAll(PlainHandler handler, Scratch scratch) throws IOException {
    int at = 0;
    while (at < scratch.limit()) {
      var request = RequestHead.parse(scratch.read(), at, scratch.limit());
      var answer = request == null ? null : answer(handler, request, scratch.read(), at);
      if (request == null || answer == null) {
        leaveToJetty(scratch.readFrom(at));
        return;
      }
      at = request.end();
      if (!send(answer, scratch, at)) {
        return;
      }
    }
    fillInterested(nextRequest);
  }

  private void leaveToJetty(ByteBuffer bytes) {
    onUpgradeTo(bytes);
    super.onFillable();
  }

  /**
   * @param at where the request begins in the bytes
   */
  private @Nullable PlainAnswer answer(
      PlainHandler handler, RequestHead request, byte[] bytes, int at) {
    var caller = getEndPoint().getRemoteSocketAddress();
    if (proxies.trusts(caller)) {
      caller = proxies.caller(caller, request.values(proxies.header(), bytes, at));
    }
    try {
      return handler.answer(new PlainRequest(request.path(), request.query(), caller));
    } catch (IOException | RuntimeException e) {
      return null; // the full way meets the same fault, and knows what to say of it
    }
  }

  /**
   * @param next index in the scratch of what arrived behind the request
   * @return false if it goes on by itself when the caller has taken more
   */
  private boolean send(PlainAnswer answer, Scratch scratch, int next) throws IOException {
    inFlight.begin();
    var sending = new Sending(answer);
    try {
      if (sending.begin(scratch)) {
        sending.done();
        return true;
      }
      sending.goOn(scratch.copyFrom(next));
      return false;
    } catch (IOException | RuntimeException fault) {
      sending.abandon();
      throw fault;
    }
  }

  /** An answer on its way. */
  private final class Sending implements Callback {
    private final PlainAnswer answer;
    private final ByteBuffer body;
    private final int size;
    private ByteBuffer head = NOTHING;
    private byte[] pipelined = {};

    Sending(PlainAnswer answer) {
      this.answer = answer;
      this.body = answer.bytes();
      this.size = body.remaining();
    }

    /**
     * @return whether the network took all of it
     */
    boolean begin(Scratch scratch) throws IOException {
      var date = getServer().getDateField();
      if (size <= Scratch.MAX_COPIED_BYTES) {
        head = scratch.encode(answer, date, body);
        return getEndPoint().flush(head);
      }
      head = scratch.encode(answer, date, NOTHING);
      SendfileEndPoint.offer(getEndPoint(), body, answer.file(), 0);
      return getEndPoint().flush(head, body);
    }

    /**
     * @param behind what arrived behind the request
     */
    void goOn(byte[] behind) {
      pipelined = behind;
      getEndPoint().write(this, BufferUtil.copy(head), body);
    }

    void done() {
      answer.sent().accept(size);
      answered.incrementAndGet();
      abandon();
    }

    void abandon() {
      answer.close();
      inFlight.end();
    }

    @Override
    public void succeeded() {
      done();
      if (pipelined.length == 0) {
        fillInterested(nextRequest);
      } else {
        leaveToJetty(ByteBuffer.wrap(pipelined));
      }
    }

    @Override
    public void failed(Throwable cause) {
      abandon();
      getEndPoint().close(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
