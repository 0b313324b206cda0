package peercache.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Lets callers take what the network has accepted of their answers. An answer is over when its last
 * byte was handed to the kernel, which may hold megabytes of it, and so may a proxy on the way. A
 * process leaves these behind, but a container takes them with it: its network ends when it does.
 * So each connection is told that nothing more will come, and its caller, who has read all of it
 * then, closes it.
 */
final class Farewell implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Farewell.class);

  private final Duration patience;
  private final List<Server> servers = new ArrayList<>();
  private volatile boolean running;

  /**
   * @param patience how long to wait for callers; one whose connection was used for the last time
   *     longer ago has what it was sent, and is not waited for
   */
  Farewell(Duration patience) {
    this.patience = patience;
  }

  /** Before the server starts. */
  void say(Server server) {
    for (var connector : server.getConnectors()) {
      if (connector instanceof AbstractConnector one) {
        // Jetty would end what is silent for a second, as a slow reader's connection is.
        one.setShutdownIdleTimeout(one.getIdleTimeout());
      }
    }
    servers.add(server);
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    var callers =
        servers.stream()
            .flatMap(server -> Stream.of(server.getConnectors()))
            .flatMap(connector -> connector.getConnectedEndPoints().stream())
            .filter(this::mayStillRead)
            .toList();
    var gone = callers.stream().map(Farewell::whenGone).toArray(CompletableFuture<?>[]::new);
    callers.forEach(Farewell::sayGoodBye);
    await(CompletableFuture.allOf(gone), callers.size());
  }

  private boolean mayStillRead(EndPoint endPoint) {
    boolean speaksHttp =
        switch (plain(endPoint).getConnection()) {
          case HttpConnection _, HTTP2Connection _ -> true;
          case null, default -> false;
        };
    return speaksHttp
        && endPoint instanceof AbstractEndPoint used
        && used.getIdleFor() < patience.toMillis();
  }

  /** Where HTTP is spoken, within TLS or without. */
  private static EndPoint plain(EndPoint endPoint) {
    return endPoint.getConnection() instanceof SslConnection tls ? tls.getSslEndPoint() : endPoint;
  }

  private static CompletableFuture<Void> whenGone(EndPoint endPoint) {
    var gone = new CompletableFuture<Void>();
    endPoint
        .getConnection()
        .addEventListener(
            new Connection.Listener() {
              @Override
              public void onClosed(Connection connection) {
                gone.complete(null);
              }
            });
    if (!endPoint.isOpen()) {
      gone.complete(null);
    }
    return gone;
  }

  private static void sayGoodBye(EndPoint endPoint) {
    var plain = plain(endPoint);
    if (plain.getConnection() instanceof HTTP2Connection http2) {
      // With the number of the last request that was answered: who asked later asks again
      // elsewhere.
      http2
          .getSession()
          .close(ErrorCode.NO_ERROR.code, "stopping", Callback.from(plain::shutdownOutput));
    } else {
      plain.shutdownOutput();
    }
  }

  private void await(CompletableFuture<Void> gone, int callers) {
    try {
      gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.info("Of {} callers some did not close their connections within {}", callers, patience);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes it so", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** When all requests have ended, and before the server does. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
  }
}
