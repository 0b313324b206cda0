package peercache.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;
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
    callers.forEach(Farewell::endOutput);
    await(CompletableFuture.allOf(gone), callers.size());
  }

  private boolean mayStillRead(EndPoint endPoint) {
    return speaksHttp1(endPoint.getConnection())
        && endPoint instanceof AbstractEndPoint used
        && used.getIdleFor() < patience.toMillis();
  }

  /** A caller with HTTP/2 is told in its own words by Jetty, when the server stops. */
  private static boolean speaksHttp1(@Nullable Connection connection) {
    return switch (connection) {
      case HttpConnection _ -> true;
      case SslConnection tls -> speaksHttp1(tls.getSslEndPoint().getConnection());
      case null, default -> false;
    };
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

  private static void endOutput(EndPoint endPoint) {
    var plain =
        endPoint.getConnection() instanceof SslConnection tls ? tls.getSslEndPoint() : endPoint;
    plain.shutdownOutput();
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
