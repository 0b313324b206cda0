package peercache.node.fill;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import peercache.edge.tls.OutboundTls;
import peercache.node.limits.Intake;

/**
 * The client with which this node asks origins and other nodes for bytes: keep-alive, no redirects,
 * no cookies, no content codings. Bounds are on progress, not on a whole exchange.
 */
public final class OutboundHttp {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_QUEUED = 4_096;

  /** Shorter than that of any server of the network, so that no request meets a closing one. */
  private static final int IDLE_MILLIS = 20_000;

  private final HttpClient client;

  OutboundHttp(FillProperties properties, Intake intake, OutboundTls tls) {
    var threads = new QueuedThreadPool(16, 2);
    threads.setName("outbound");
    threads.setDaemon(true);
    var connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    connector.setSslContextFactory(tls.forJetty());
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "peercache-node"));
    client.setConnectTimeout(properties.connectTimeout().toMillis());
    client.setIdleTimeout(IDLE_MILLIS);
    client.setMaxConnectionsPerDestination(properties.maxConnectionsPerSource());
    client.setMaxRequestsQueuedPerDestination(MAX_QUEUED);
    client.setDestinationIdleTimeout(2L * IDLE_MILLIS);
    // Not more than is read in one turn: a socket that is not read for long is taken for idle.
    client.setResponseBufferSize(intake.chunk(BUFFER));
  }

  void start() throws Exception {
    client.start();
    client.getContentDecoderFactories().clear();
  }

  /** The client itself, started. */
  public HttpClient client() {
    return client;
  }

  void stop() throws Exception {
    client.stop();
  }
}
