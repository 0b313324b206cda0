package peercache.node.intermediary;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.content.Problem;
import peercache.edge.tls.OutboundTls;

/**
 * Passes requests on to their origin as they came: method, path, query, headers but those of one
 * hop, bodies streamed both ways. Never blocks.
 */
final class OriginProxy extends ProxyHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OriginProxy.class);
  private static final String UPSTREAM = OriginProxy.class.getName() + ".upstream";
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  // Shorter than servers keep idle connections, so that none is used that is just being closed.
  private static final int IDLE_MILLIS = 10_000;
  private static final int MAX_THREADS = 8;
  private static final int RETRY_AFTER_SECONDS = 2;

  private final IntermediaryProperties bounds;
  private final OutboundTls tls;

  OriginProxy(String pseudonym, IntermediaryProperties bounds, OutboundTls tls) {
    this.tls = tls;
    this.bounds = bounds;
    setViaHost(pseudonym);
  }

  void forward(URI upstream, Request request, Response response, Callback callback) {
    request.setAttribute(UPSTREAM, upstream);
    handle(request, response, callback);
  }

  @Override
  protected HttpClient newHttpClient() {
    var threads = new QueuedThreadPool(MAX_THREADS, 1);
    threads.setName("origin-proxy");
    var connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    connector.setSslContextFactory(tls.forJetty());
    var client = new HttpClient(new HttpClientTransportDynamic(connector));
    client.setExecutor(threads);
    return client;
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    client.setIdleTimeout(IDLE_MILLIS);
    client.setMaxConnectionsPerDestination(bounds.maxConnectionsPerOrigin());
    client.setMaxRequestsQueuedPerDestination(bounds.maxWaitingPerOrigin());
    // Nothing is added to what the caller says.
    client.setUserAgentField(null);
    client.setDefaultRequestContentType(null);
  }

  @Override
  protected HttpURI rewriteHttpURI(Request request) {
    return HttpURI.from((URI) request.getAttribute(UPSTREAM));
  }

  @Override
  protected org.eclipse.jetty.client.Request newProxyToServerRequest(
      Request request, HttpURI upstream) {
    var target = request.getHttpURI();
    String base = upstream.getPath() == null ? "" : upstream.getPath();
    String path = "*".equals(target.getPath()) ? "*" : base + ascii(target.getPath());
    String query = target.getQuery() == null ? null : ascii(target.getQuery());
    var toServer = new RawTargetRequest(getHttpClient(), upstream.toURI(), path, query);
    boundWait(toServer);
    return toServer
        .method(request.getMethod())
        .idleTimeout(bounds.stallTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Jetty bounds how many requests wait for a connection, but not how long one does. */
  private void boundWait(org.eclipse.jetty.client.Request toServer) {
    var end =
        getHttpClient()
            .getScheduler()
            .schedule(
                () -> {
                  var _ = toServer.abort(new RejectedExecutionException("waited too long"));
                },
                bounds.maxWait().toMillis(),
                TimeUnit.MILLISECONDS);
    toServer.onRequestBegin(begun -> end.cancel());
    toServer.onRequestFailure((failed, failure) -> end.cancel());
  }

  /** Jetty's client would send a question mark for what is not ASCII. */
  private static String ascii(String target) {
    if (target.chars().allMatch(c -> c < 0x7F)) {
      return target;
    }
    var encoded = new StringBuilder();
    for (byte octet : target.getBytes(StandardCharsets.UTF_8)) {
      if (octet < 0 || octet == 0x7F) {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      } else {
        encoded.append((char) octet);
      }
    }
    return encoded.toString();
  }

  /**
   * An origin may believe this node about its callers: so it says whom it heard, behind what that
   * one says. What else came is passed on unchanged.
   */
  @Override
  protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request toServer) {
    addViaHeader(request, toServer);
    toServer.headers(fields -> fields.add(HttpHeader.X_FORWARDED_FOR, ClientAddress.of(request)));
  }

  @Override
  protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
      Request request,
      org.eclipse.jetty.client.Request toServer,
      Response response,
      Callback callback) {
    return new ProxyResponseListener(request, toServer, response, callback) {
      @Override
      public void onHeaders(org.eclipse.jetty.client.Response fromServer) {
        super.onHeaders(fromServer);
        String nominated = fromServer.getHeaders().get(HttpHeader.CONNECTION);
        if (nominated != null) {
          for (String name : nominated.split(",", -1)) {
            response.getHeaders().remove(name.strip());
          }
        }
        addVia(response);
      }
    };
  }

  /** Names this node as one that the answer passed. */
  void addVia(Response response) {
    response.getHeaders().add(new HttpField(HttpHeader.VIA, "1.1 " + getViaHost()));
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request toServer,
      org.eclipse.jetty.client.Response fromServer,
      Response response,
      Callback callback,
      Throwable failure) {
    LOG.debug("Passing on to an origin failed", failure);
    if (response.isCommitted()) {
      // What is short must not look whole.
      callback.failed(failure);
      return;
    }
    response.reset();
    addVia(response);
    problem(failure).retryAfter(RETRY_AFTER_SECONDS).write(request, response, callback);
  }

  private static Problem problem(Throwable failure) {
    return switch (failure) {
      case TimeoutException timeout ->
          Problem.of(
              504, "origin-timeout", "Gateway Timeout", "the origin does not answer in time");
      case RejectedExecutionException full ->
          Problem.of(
              503, "origin-busy", "Service Unavailable", "too many requests wait for the origin");
      default ->
          Problem.of(
              502, "origin-away", "Bad Gateway", "the origin cannot be reached or broke off");
    };
  }
}
