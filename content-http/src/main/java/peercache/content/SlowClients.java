package peercache.content;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends the connections of clients that keep one busy with next to nothing, against which an idle
 * timeout does not help as each byte begins it anew. Looks at all connections a few times within
 * the shorter bound: costs requests nothing.
 */
public final class SlowClients extends AbstractLifeCycle {
  private static final String NO_CIPHER_YET = "SSL_NULL_WITH_NULL_NULL";
  private static final long MIN_PERIOD_MILLIS = 20;

  private final Server server;
  private final Duration head;
  private final Duration stall;
  private final long period;
  private Scheduler.Task next = () -> false;

  /**
   * @param head from the first byte of a request's head, or of a TLS handshake, to its last; also
   *     added to the idle timeout where a protocol lets a client talk without asking for anything
   * @param stall without one byte taken of an answer
   */
  private SlowClients(Server server, Duration head, Duration stall) {
    this.server = server;
    this.head = head;
    this.stall = stall;
    this.period = Math.max(MIN_PERIOD_MILLIS, Math.min(head.toMillis(), stall.toMillis()) / 4);
  }

  /** From the start of the server to its end. */
  public static void endIn(Server server, Duration head, Duration stall) {
    server.addBean(new SlowClients(server, head, stall));
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  private void schedule() {
    next = server.getScheduler().schedule(this::lookAtAll, period, TimeUnit.MILLISECONDS);
  }

  private void lookAtAll() {
    for (Connector connector : server.getConnectors()) {
      for (EndPoint endPoint : connector.getConnectedEndPoints()) {
        if (endPoint instanceof SendfileEndPoint sockets) {
          look(sockets);
        }
      }
    }
    if (isRunning() || isStarting()) {
      schedule();
    }
  }

  private void look(SendfileEndPoint endPoint) {
    if (endPoint.isStalledFor(stall.toNanos())) {
      endPoint.close(new TimeoutException("the client took nothing for " + stall));
    } else if (endPoint.isStalledFor(TimeUnit.MILLISECONDS.toNanos(period))) {
      // The kernel calls a socket writable when a third of its buffer, perhaps a megabyte, is free:
      // from a slow reader that takes longer than any bound. It takes what fits at any time.
      server.getThreadPool().execute(endPoint.getWriteFlusher()::completeWrite);
    } else if (isLate(endPoint, endPoint.getConnection())) {
      endPoint.close(new TimeoutException("the client did not say what it wants within " + head));
    }
  }

  private boolean isLate(SendfileEndPoint endPoint, Connection connection) {
    return switch (connection) {
      case HttpConnection http -> isHeadLate(http.getParser());
      case SslConnection tls when isHandshaking(tls) -> isOlderThanHead(endPoint);
      case SslConnection tls -> isLate(endPoint, tls.getSslEndPoint().getConnection());
      case NegotiatingServerConnection _ -> isOlderThanHead(endPoint);
      case null -> false;
      default ->
          endPoint.getIdleTimeout() > 0
              && endPoint.asksNothing(
                  connection, head.plus(Duration.ofMillis(endPoint.getIdleTimeout())));
    };
  }

  private boolean isHeadLate(HttpParser parser) {
    // In this order: the state becomes visible after the time at which it began.
    var state = parser.getState();
    long began = parser.getBeginNanoTime();
    return state.compareTo(HttpParser.State.START) > 0
        && state.compareTo(HttpParser.State.CONTENT) < 0
        && began != 0
        && NanoTime.since(began) > head.toNanos();
  }

  private static boolean isHandshaking(SslConnection tls) {
    return NO_CIPHER_YET.equals(tls.getSSLEngine().getSession().getCipherSuite());
  }

  private boolean isOlderThanHead(EndPoint endPoint) {
    return System.currentTimeMillis() - endPoint.getCreatedTimeStamp() > head.toMillis();
  }
}
