package peercache.node.intermediary;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.content.Problem;
import peercache.edge.hotpath.PlainConnection;
import peercache.node.content.Interceptor;
import peercache.node.content.OriginFiles;
import peercache.node.origins.OriginDirectory;

/** Takes the requests that are meant for origins, and does what they want. */
final class Intermediary implements Interceptor {
  private static final int RETRY_AFTER_SECONDS = 5;
  private final ServedHosts hosts;
  private final Set<Authority> own;
  private final Recognition recognition;
  private final OriginDirectory origins;
  private final OriginProxy proxy;
  private final OriginFiles files;
  private final @Nullable HolderRedirect redirect;
  private final Executor blocking;
  private final MeterRegistry meters;

  /**
   * @param own where this node is reached
   * @param redirect absent if this node serves files itself
   */
  Intermediary(
      ServedHosts hosts,
      Set<Authority> own,
      Recognition recognition,
      OriginDirectory origins,
      OriginProxy proxy,
      OriginFiles files,
      @Nullable HolderRedirect redirect,
      Executor blocking,
      MeterRegistry meters) {
    this.hosts = hosts;
    this.own = own;
    this.recognition = recognition;
    this.origins = origins;
    this.proxy = proxy;
    this.files = files;
    this.redirect = redirect;
    this.blocking = blocking;
    this.meters = meters;
  }

  /** The proxy lives and ends with the server. */
  void installIn(Server server) {
    proxy.setServer(server);
    server.addBean(proxy);
  }

  @Override
  public boolean readsHost() {
    return !hosts.isEmpty();
  }

  @Override
  public boolean intercept(Request request, Response response, Callback callback) {
    boolean absoluteForm =
        request.getConnectionMetaData().getConnection() instanceof PlainConnection http
            && http.isAbsoluteForm();
    var origin = hosts.isEmpty() ? null : originOf(request.getHttpURI());
    if (origin == null && !absoluteForm && !isConnect(request)) {
      return false;
    }
    return switch (recognition.decide(asked(request, origin, absoluteForm))) {
      case Intent.OwnRoute() -> false;
      case Intent.Refused(var problem, var allow) -> {
        refuse(problem, allow, request, response, callback);
        yield true;
      }
      case Intent.FileOf(var from, var path) -> {
        blocking.execute(() ->
            answering(
                request, response, callback, () -> file(from, path, request, response, callback)));
        yield true;
      }
      case Intent.Other(var from) -> {
        blocking.execute(() ->
            answering(request, response, callback, () -> pass(from, request, response, callback)));
        yield true;
      }
    };
  }

  private @Nullable OriginId originOf(HttpURI uri) {
    String host = uri.getHost();
    return host == null ? null : hosts.find(uri.getScheme(), host, uri.getPort());
  }

  private static boolean isConnect(Request request) {
    return "CONNECT".equals(request.getMethod());
  }

  private Asked asked(Request request, @Nullable OriginId origin, boolean absoluteForm) {
    var uri = request.getHttpURI();
    var headers = request.getHeaders();
    String host = uri.getHost() == null ? "" : uri.getHost();
    return new Asked(
        request.getMethod(),
        origin,
        String.valueOf(uri.getAuthority()),
        absoluteForm,
        own.contains(Authority.of(String.valueOf(uri.getScheme()), host, uri.getPort())),
        uri.getUser() != null,
        String.valueOf(uri.getPath()),
        uri.getQuery(),
        uri.getFragment() != null,
        headers.contains(HttpHeader.AUTHORIZATION) || headers.contains(HttpHeader.COOKIE),
        headers.getValuesList(HttpHeader.ACCEPT),
        headers.getValuesList(HttpHeader.VIA));
  }

  private void file(
      OriginId origin, FilePath path, Request request, Response response, Callback callback)
      throws Exception {
    if (redirect == null) {
      count("served");
      proxy.addVia(response);
      files.serve(origin, path, request, response, callback);
      return;
    }
    var upstream = upstream(origin, request, response, callback);
    if (upstream == null) {
      return;
    }
    proxy.addVia(response);
    if (redirect.answer(origin, path, request, response, callback)) {
      count("redirected");
    } else {
      response.reset();
      count("passed");
      proxy.forward(upstream, request, response, callback);
    }
  }

  private void pass(OriginId origin, Request request, Response response, Callback callback) {
    var upstream = upstream(origin, request, response, callback);
    if (upstream != null) {
      count("passed");
      proxy.forward(upstream, request, response, callback);
    }
  }

  /** Where the origin is; otherwise the request is answered. */
  private @Nullable URI upstream(
      OriginId origin, Request request, Response response, Callback callback) {
    var base = origins.baseUri(origin);
    if (base.isEmpty()) {
      refuse(
          Problem.of(
                  503,
                  "origin-unknown",
                  "Service Unavailable",
                  "nobody knows yet where the origin " + origin + " is")
              .retryAfter(RETRY_AFTER_SECONDS),
          null,
          request,
          response,
          callback);
      return null;
    }
    if (own.contains(Authority.of(base.get()))) {
      refuse(
          Problem.of(
              508,
              "proxy-loop",
              "Loop Detected",
              "the address of the origin " + origin + " is this intermediate itself"),
          null,
          request,
          response,
          callback);
      return null;
    }
    return base.get();
  }

  private void refuse(
      Problem problem,
      @Nullable String allow,
      Request request,
      Response response,
      Callback callback) {
    count("refused");
    proxy.addVia(response);
    if (allow != null) {
      response.getHeaders().put(HttpHeader.ALLOW, allow);
    }
    if (isConnect(request)) {
      // What follows is meant for the tunnel, and is no request.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    problem.write(request, response, callback);
  }

  private interface Answering {
    void run() throws Exception;
  }

  // The callback must be completed whatever was thrown, or the request would hang.
  private static void answering(
      Request request, Response response, Callback callback, Answering answering) {
    try {
      answering.run();
    } catch (Throwable fault) {
      Response.writeError(request, response, callback, fault);
    }
  }

  private void count(String outcome) {
    meters.counter("peercache.node.intercepted", "outcome", outcome).increment();
  }
}
