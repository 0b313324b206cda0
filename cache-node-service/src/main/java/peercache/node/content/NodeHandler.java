package peercache.node.content;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;
import peercache.edge.Door;
import peercache.edge.Keyring;
import peercache.edge.Role;
import peercache.node.limits.Limits;

/**
 * The hot path: what is held is answered on the network's own thread, and whatever may wait is
 * handed to another one.
 */
@Component
final class NodeHandler implements Request.Handler {
  private final List<Interceptor> interceptors;
  private final Keyring keyring;
  private final VersionRoute versions;
  private final FileRoute files;
  private final PiecesRoute pieces;
  private final ManifestRoute manifests;
  private final ProbeRoute probes;
  private final VersionAnswers answers;
  private final Limits limits;
  private final NodeMetrics metrics;
  private final ExecutorService requestExecutor;

  NodeHandler(
      ObjectProvider<Interceptor> interceptors,
      Keyring keyring,
      VersionRoute versions,
      FileRoute files,
      PiecesRoute pieces,
      ManifestRoute manifests,
      ProbeRoute probes,
      VersionAnswers answers,
      Limits limits,
      NodeMetrics metrics,
      ExecutorService requestExecutor) {
    this.interceptors = interceptors.orderedStream().toList();
    this.keyring = keyring;
    this.versions = versions;
    this.files = files;
    this.pieces = pieces;
    this.manifests = manifests;
    this.probes = probes;
    this.answers = answers;
    this.limits = limits;
    this.metrics = metrics;
    this.requestExecutor = requestExecutor;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    for (var interceptor : interceptors) {
      if (interceptor.intercept(request, response, callback)) {
        return true;
      }
    }
    var exchange = new Exchange(request, response, callback);
    var target = Target.of(request.getHttpURI().getPath());
    return switch (target) {
      case Target.Other() -> false;
      case Target.Bad(String detail) -> {
        metrics.count(NodeMetrics.Outcome.BAD_REQUEST);
        exchange.answer(Problems.badPath(detail));
        yield true;
      }
      case Target.Version version -> routed(exchange, version);
      case Target.File file -> routed(exchange, file);
      case Target.Listing listing -> routed(exchange, listing);
      case Target.Slashless top -> routed(exchange, top);
      case Target.Pieces some -> routed(exchange, some);
      case Target.Manifest manifest -> routed(exchange, manifest);
      case Target.Probe probe -> routed(exchange, probe);
    };
  }

  private boolean routed(Exchange exchange, Target target) {
    var shown = keyring.roleOf(exchange.request().getHeaders().get(HttpHeader.AUTHORIZATION));
    var route = NodeRoute.of(target);
    var refusal = Door.refusal(route == null ? Role.MEMBER : route.role(), shown);
    if (!isMethodAllowed(exchange, target)) {
      return true;
    }
    if (refusal.isPresent()) {
      metrics.count(NodeMetrics.Outcome.REFUSED);
      exchange.answer(refusal.get());
      return true;
    }
    dispatch(exchange, target, shown == Role.MEMBER);
    return true;
  }

  private boolean isMethodAllowed(Exchange exchange, Target target) {
    String method = exchange.request().getMethod();
    boolean asks = target instanceof Target.Pieces;
    if ("GET".equals(method) || "HEAD".equals(method) || (asks && "POST".equals(method))) {
      return true;
    }
    exchange
        .response()
        .getHeaders()
        .put(HttpHeader.ALLOW, asks ? NodeRoute.METHODS + ", POST" : NodeRoute.METHODS);
    if ("OPTIONS".equals(method)) {
      exchange.response().setStatus(204);
      exchange.response().write(true, ByteBuffer.allocate(0), exchange.callback());
    } else {
      metrics.count(NodeMetrics.Outcome.BAD_REQUEST);
      exchange.answer(Problems.methodNotAllowed(method));
    }
    return false;
  }

  private void dispatch(Exchange exchange, Target target, boolean peer) {
    switch (target) {
      case Target.Version _ when peer && limits.isFullOfPeers() -> {
        metrics.count(NodeMetrics.Outcome.REFUSED);
        exchange.answer(Problems.fullOfPeers());
      }
      case Target.Version version -> {
        var hit = versions.find(version);
        if (hit == null) {
          mayBlock(exchange, () -> versions.miss(exchange, version, peer));
        } else {
          answers.hit(exchange, hit, peer);
        }
      }
      case Target.File file -> {
        var hit = files.find(file);
        if (hit == null) {
          mayBlock(exchange, () -> files.miss(exchange, file));
        } else {
          answers.hit(exchange, hit, false);
        }
      }
      case Target.Listing listing -> mayBlock(exchange, () -> files.list(exchange, listing));
      case Target.Slashless(var origin) ->
          exchange.redirect(Target.ORIGINS + origin + Target.FILES);
      case Target.Pieces some -> mayBlock(exchange, () -> answer(exchange, some.id()));
      case Target.Manifest one -> mayBlock(exchange, () -> manifests.answer(exchange, one.id()));
      case Target.Probe(var nonce) -> probes.answer(exchange, nonce);
      case Target.Bad _ -> throw new IllegalStateException("answered before");
      case Target.Other _ -> throw new IllegalStateException("left to others before");
    }
  }

  private void answer(Exchange exchange, VersionId id) {
    if ("POST".equals(exchange.request().getMethod())) {
      pieces.offer(exchange, id);
    } else {
      pieces.answer(exchange, id);
    }
  }

  // The callback must be completed whatever was thrown, or the request would hang.
  private void mayBlock(Exchange exchange, Runnable action) {
    requestExecutor.execute(() -> {
      try {
        action.run();
      } catch (Throwable fault) {
        exchange.fail(fault);
      }
    });
  }
}
