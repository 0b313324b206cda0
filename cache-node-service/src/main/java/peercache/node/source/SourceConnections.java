package peercache.node.source;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps connections to sources alive between requests, and ends those on which nothing comes any
 * more: a blocking read has no time limit of its own. Thread-safe; no I/O under its lock.
 */
public final class SourceConnections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SourceConnections.class);

  /** Shorter than that of any server of the network, so that no request meets a closing one. */
  private static final long MAX_IDLE_NANOS = Duration.ofSeconds(15).toNanos();

  private static final int MAX_IDLE = 512;
  private static final int SWEEP_MILLIS = 200;

  private record Lease(SourceConnection connection, long patienceNanos) {}

  private final SSLContext tls;
  private final int connectMillis;
  private final Map<URI, Deque<SourceConnection>> idle = new HashMap<>();
  private final Set<Lease> busy = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sources").factory());
  private int idleCount;

  public SourceConnections(SSLContext tls, Duration connectTimeout) {
    this.tls = tls;
    this.connectMillis = Math.toIntExact(connectTimeout.toMillis());
    var _ =
        clock.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What is done with a connection while it is leased. */
  public interface Exchange<T> {
    T on(SourceConnection connection) throws IOException, InterruptedException;
  }

  /** Told which connection is used, for who may want to end it. */
  public interface Watcher {
    void uses(SourceConnection connection);
  }

  /**
   * Runs an exchange on a connection. One that the source closed between requests is replaced once
   * by a new one.
   *
   * @param base scheme, host and port of the source
   * @param patience after how long without a byte the exchange is ended
   * @throws IOException if the source cannot be reached or breaks off
   */
  public <T> T exchange(URI base, Duration patience, Watcher watcher, Exchange<T> exchange)
      throws IOException, InterruptedException {
    var kept = takeIdle(base);
    if (kept != null) {
      try {
        return run(base, kept, patience, watcher, exchange);
      } catch (IOException e) {
        if (!kept.isStale()) {
          throw e;
        }
        log.trace("a kept connection to {} was closed: {}", base, e.toString());
      }
    }
    return run(base, connect(base), patience, watcher, exchange);
  }

  private <T> T run(
      URI base,
      SourceConnection connection,
      Duration patience,
      Watcher watcher,
      Exchange<T> exchange)
      throws IOException, InterruptedException {
    var lease = new Lease(connection, patience.toNanos());
    connection.touch();
    busy.add(lease);
    boolean done = false;
    try {
      watcher.uses(connection);
      var result = exchange.on(connection);
      done = true;
      return result;
    } finally {
      busy.remove(lease);
      if (!done || !connection.isReusable() || !keep(base, connection)) {
        connection.close();
      }
    }
  }

  private synchronized @Nullable SourceConnection takeIdle(URI base) {
    var connections = idle.get(base);
    var last = connections == null ? null : connections.pollLast();
    if (last != null) {
      idleCount--;
    }
    return last;
  }

  private synchronized boolean keep(URI base, SourceConnection connection) {
    if (idleCount >= MAX_IDLE || clock.isShutdown()) {
      return false;
    }
    connection.touch();
    idle.computeIfAbsent(base, unknown -> new ArrayDeque<>()).addLast(connection);
    idleCount++;
    return true;
  }

  private SourceConnection connect(URI base) throws IOException {
    boolean secure = "https".equalsIgnoreCase(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    var address = new InetSocketAddress(base.getHost(), port);
    return secure ? connectSecurely(base.getHost(), address) : connectPlainly(address);
  }

  private SourceConnection connectPlainly(InetSocketAddress address) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, connectMillis);
      return new SourceConnection(channel, channel, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private SourceConnection connectSecurely(String host, InetSocketAddress address)
      throws IOException {
    var plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(address, connectMillis);
      plain.setSoTimeout(connectMillis); // for the handshake alone
      var socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, host, address.getPort(), true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.setSoTimeout(0);
      return new SourceConnection(
          socket,
          Channels.newChannel(socket.getInputStream()),
          Channels.newChannel(socket.getOutputStream()));
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private void sweep() {
    for (var lease : busy) {
      if (lease.connection().idleNanos() >= lease.patienceNanos()) {
        end(lease.connection());
      }
    }
    for (var old = takeOld(); old != null; old = takeOld()) {
      end(old);
    }
  }

  private synchronized @Nullable SourceConnection takeOld() {
    for (var connections : idle.values()) {
      var first = connections.peekFirst();
      if (first != null && first.idleNanos() >= MAX_IDLE_NANOS) {
        idleCount--;
        return connections.pollFirst();
      }
    }
    idle.values().removeIf(Deque::isEmpty);
    return null;
  }

  private static void end(SourceConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      log.debug("closing a connection failed: {}", e.toString());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    Map<URI, Deque<SourceConnection>> left;
    synchronized (this) {
      left = new HashMap<>(idle);
      idle.clear();
      idleCount = 0;
    }
    left.values().forEach(connections -> connections.forEach(SourceConnections::end));
  }
}
