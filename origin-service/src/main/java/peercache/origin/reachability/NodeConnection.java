package peercache.origin.reachability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.NodeId;

/**
 * One idle connection to a node. When it ends and cannot be made again, the node process is gone:
 * the kernel tells within a round trip what a lease tells within seconds.
 */
final class NodeConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeConnection.class);

  static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);
  static final Duration RETRY_EVERY = Duration.ofMillis(200);
  private static final Duration LOOK_UP_EVERY = Duration.ofSeconds(5);

  /** What the origin knows of the way to a node. */
  enum State {
    /** Never connected: the way may be closed to the origin alone. */
    UNKNOWN,
    REACHABLE,
    /** Was reached before, and is not now. */
    UNREACHABLE
  }

  private final NodeId id;
  private final URI uri;
  private final long keepNanos;
  private final Consumer<NodeConnection> ended;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long lastNamed = System.nanoTime();
  private volatile State state = State.UNKNOWN;
  private volatile @Nullable Socket current;

  /**
   * @param keep how long after the node was named last the connection is kept
   * @param ended told when it is given up
   */
  NodeConnection(NodeId id, URI uri, Duration keep, Consumer<NodeConnection> ended) {
    this.id = id;
    this.uri = uri;
    this.keepNanos = keep.toNanos();
    this.ended = ended;
  }

  URI uri() {
    return uri;
  }

  State state() {
    return state;
  }

  void named() {
    lastNamed = System.nanoTime();
  }

  @Override
  public void run() {
    try {
      while (isWanted()) {
        long start = System.nanoTime();
        boolean connected = connectAndStay();
        long lasted = System.nanoTime() - start;
        if (!connected || lasted < RETRY_EVERY.toNanos()) {
          pause(RETRY_EVERY.toNanos() - (connected ? lasted : 0));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.accept(this);
    }
  }

  private boolean isWanted() {
    return closed.getCount() > 0 && System.nanoTime() - lastNamed < keepNanos;
  }

  private void pause(long nanos) throws InterruptedException {
    if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
      LOG.debug("The watch of node {} ends", id);
    }
  }

  /** Returns when the connection has ended; false if there was none. */
  private boolean connectAndStay() {
    try (var socket = new Socket()) {
      current = socket;
      socket.connect(address(), (int) CONNECT_TIMEOUT.toMillis());
      became(State.REACHABLE);
      socket.setSoTimeout((int) LOOK_UP_EVERY.toMillis());
      stay(socket);
      return true;
    } catch (IOException e) {
      if (closed.getCount() > 0 && state != State.UNKNOWN) {
        became(State.UNREACHABLE);
      }
      return false;
    } finally {
      current = null;
    }
  }

  private void stay(Socket socket) {
    try {
      var input = socket.getInputStream();
      var ignored = new byte[512];
      boolean open = true;
      while (open && isWanted()) {
        try {
          open = input.read(ignored) >= 0;
        } catch (SocketTimeoutException e) {
          LOG.trace("Node {} is quiet", id, e);
        }
      }
    } catch (IOException e) {
      LOG.debug("The connection to node {} broke", id, e);
    }
  }

  private InetSocketAddress address() {
    int port = uri.getPort();
    if (port < 0) {
      port = "https".equals(uri.getScheme()) ? 443 : 80;
    }
    return new InetSocketAddress(uri.getHost(), port);
  }

  private void became(State now) {
    var before = state;
    state = now;
    if (now == State.UNREACHABLE && before == State.REACHABLE) {
      LOG.warn("Node {} cannot be reached at {}; no caller is sent there", id, uri);
    } else if (now == State.REACHABLE && before == State.UNREACHABLE) {
      LOG.info("Node {} can be reached again", id);
    }
  }

  void close() {
    closed.countDown();
    var socket = current;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("The connection to node {} was broken already", id, e);
      }
    }
  }
}
