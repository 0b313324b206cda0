package peercache.node.content;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.NodeId;
import peercache.content.Trace;
import peercache.node.fill.FillProperties;
import peercache.node.fill.OutboundHttp;

/**
 * Asks origins for their open routes, as any caller could: no key is shown. Blocks, within bounds.
 */
final class OriginClient {
  private static final Logger LOG = LoggerFactory.getLogger(OriginClient.class);

  /** Says who asks, to be told where nodes reach each other. */
  private static final String NODE_HEADER = "Peercache-Node";

  private static final int BUFFER = 64 * 1024;

  /** A caller that takes its bytes slowly holds up the origin's connection as well. */
  private static final long PASS_THROUGH_IDLE_SECONDS = 60;

  /** Nothing by which an origin would choose a form of its own, and nothing about the caller. */
  static final Set<HttpHeader> WHICH_BYTES =
      EnumSet.of(
          HttpHeader.RANGE,
          HttpHeader.IF_RANGE,
          HttpHeader.IF_MATCH,
          HttpHeader.IF_NONE_MATCH,
          HttpHeader.IF_MODIFIED_SINCE,
          HttpHeader.IF_UNMODIFIED_SINCE,
          HttpHeader.VIA);

  private static final Set<HttpHeader> PASSED_ON = EnumSet.of(HttpHeader.ACCEPT);

  static {
    PASSED_ON.addAll(WHICH_BYTES);
  }

  /** Meant for this connection only (RFC 9110 section 7.6.1), or written anew by this server. */
  private static final Set<HttpHeader> NOT_PASSED_BACK =
      EnumSet.of(
          HttpHeader.CONNECTION,
          HttpHeader.KEEP_ALIVE,
          HttpHeader.PROXY_AUTHENTICATE,
          HttpHeader.PROXY_CONNECTION,
          HttpHeader.TE,
          HttpHeader.TRAILER,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.UPGRADE,
          HttpHeader.DATE,
          HttpHeader.SERVER);

  private final OutboundHttp http;
  private final long stallMillis;
  private final NodeId node;
  private final String via;

  OriginClient(OutboundHttp http, FillProperties properties, NodeId node) {
    this.http = http;
    this.node = node;
    this.via = "1.1 " + node;
    this.stallMillis = properties.stallTimeout().toMillis();
  }

  CurrentVersion currentVersion(URI file) {
    var request = request(file).method(HttpMethod.HEAD);
    request.timeout(stallMillis, TimeUnit.MILLISECONDS);
    try {
      var response = request.send();
      var headers = response.getHeaders();
      return CurrentVersion.of(
          response.getStatus(),
          headers.get(HttpHeader.ETAG),
          headers.getLongField(HttpHeader.CONTENT_LENGTH));
    } catch (TimeoutException e) {
      return new CurrentVersion.Away(true);
    } catch (ExecutionException e) {
      return new CurrentVersion.Away(e.getCause() instanceof TimeoutException);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CurrentVersion.Away(false);
    }
  }

  /** An answer whose head is here; what was not read of it when it is closed is given up. */
  record Answer(Response head, InputStreamResponseListener listener) implements AutoCloseable {
    int status() {
      return head.getStatus();
    }

    @Nullable String header(HttpHeader name) {
      return head.getHeaders().get(name);
    }

    @Override
    public void close() {
      giveUp(listener);
    }
  }

  /**
   * Asks on behalf of a caller: with its method and some of its headers.
   *
   * @param passedOn which headers
   */
  Answer ask(URI uri, Exchange exchange, Set<HttpHeader> passedOn)
      throws TimeoutException, ExecutionException, InterruptedException {
    return answer(request(uri), exchange, passedOn);
  }

  /** The same, to be sent to where nodes reach each other and not to where callers do. */
  Answer askAsNode(URI uri, Exchange exchange, Set<HttpHeader> passedOn)
      throws TimeoutException, ExecutionException, InterruptedException {
    var request = request(uri).headers(headers -> headers.put(NODE_HEADER, node.value()));
    return answer(request, exchange, passedOn);
  }

  private Answer answer(Request request, Exchange exchange, Set<HttpHeader> passedOn)
      throws TimeoutException, ExecutionException, InterruptedException {
    request.method(exchange.request().getMethod());
    request.idleTimeout(PASS_THROUGH_IDLE_SECONDS, TimeUnit.SECONDS);
    passOn(exchange, request, passedOn);
    var listener = new InputStreamResponseListener();
    try {
      request.send(listener);
      return new Answer(listener.get(stallMillis, TimeUnit.MILLISECONDS), listener);
    } catch (TimeoutException | ExecutionException | InterruptedException | RuntimeException e) {
      giveUp(listener);
      throw e;
    }
  }

  private static void giveUp(InputStreamResponseListener listener) {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.trace("An answer was given up before its end", e);
    }
  }

  /**
   * Lets the origin answer the request itself. Completes the exchange: a failure before the headers
   * is a problem answer, one after them aborts the connection.
   */
  void passThrough(URI uri, Exchange exchange, HttpField cacheStatus) {
    try (var answer = ask(uri, exchange, PASSED_ON)) {
      passBack(answer, exchange, field -> !contains(NOT_PASSED_BACK, field.getHeader()));
      exchange.response().getHeaders().add(cacheStatus);
      copy(answer, exchange);
    } catch (TimeoutException e) {
      exchange.answer(Problems.originAway(true));
    } catch (ExecutionException e) {
      exchange.answer(Problems.originAway(e.getCause() instanceof TimeoutException));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.callback().failed(e);
    }
  }

  // Where the origin's name leads back to this node, that is to be noticed and not to go round.
  private Request request(URI uri) {
    return http.client()
        .newRequest(uri)
        .headers(headers -> {
          headers.add(HttpHeader.VIA, via);
          Trace.tell(headers::put);
        });
  }

  private static void passOn(Exchange exchange, Request request, Set<HttpHeader> passedOn) {
    request.headers(headers -> {
      for (HttpField field : exchange.request().getHeaders()) {
        if (contains(passedOn, field.getHeader())) {
          headers.add(field);
        }
      }
    });
  }

  /** The head of the answer. */
  static void passBack(Answer answer, Exchange exchange, Predicate<HttpField> passedBack) {
    exchange.response().setStatus(answer.status());
    var headers = exchange.response().getHeaders();
    for (HttpField field : answer.head().getHeaders()) {
      if (passedBack.test(field)) {
        headers.add(field);
      }
    }
  }

  /** The body; completes the exchange. What is short must not look whole. */
  static void copy(Answer answer, Exchange exchange) {
    byte[] buffer = new byte[BUFFER];
    try (var input = answer.listener().getInputStream()) {
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        Content.Sink.write(exchange.response(), false, ByteBuffer.wrap(buffer, 0, count));
      }
    } catch (IOException e) {
      exchange.callback().failed(e);
      return;
    }
    exchange.response().write(true, ByteBuffer.allocate(0), exchange.callback());
  }

  private static boolean contains(Set<HttpHeader> set, @Nullable HttpHeader header) {
    return header != null && set.contains(header);
  }
}
