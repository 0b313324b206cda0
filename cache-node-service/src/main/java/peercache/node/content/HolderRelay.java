package peercache.node.content;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;
import peercache.content.Validators;

/**
 * Passes on what a holder sends, for callers of a node that cannot keep the file itself. Their
 * bytes from the origin would be a copy of the file for each of them. The origin names the holder,
 * as it does to any caller who does not come for {@code ?direct}, but by the URI that is for nodes;
 * the holder answers as it does to any caller, too: nobody is shown a key or what the caller shows
 * of itself. Blocks, within bounds.
 */
final class HolderRelay {
  /** What is true of the file's URL as well; how long a version's may be kept is not. */
  private static final Set<String> PASSED_BACK =
      Set.of(
          "accept-ranges",
          "cache-status",
          "content-length",
          "content-range",
          "content-type",
          "etag",
          "last-modified",
          "peercache-route",
          "repr-digest",
          "retry-after",
          "via");

  private static final Set<Integer> WITH_BYTES = Set.of(200, 206);
  private static final Set<Integer> WITHOUT_BYTES = Set.of(304, 412, 416);

  private static final Pattern VERSION =
      Pattern.compile("/origins/[a-z0-9-]{1,63}/versions/([0-9a-f]{64})/");

  private final OriginClient client;
  private final NodeId node;
  private final HttpField via;
  private final HttpField cacheStatus;
  private final NodeMetrics metrics;

  HolderRelay(OriginClient client, NodeId node, HttpField cacheStatus, NodeMetrics metrics) {
    this.client = client;
    this.node = node;
    this.via = new PreEncodedHttpField(HttpHeader.VIA, "1.1 " + node);
    this.cacheStatus = cacheStatus;
    this.metrics = metrics;
  }

  /**
   * @return false, with nothing answered, if no holder that the origin named could be passed on:
   *     the origin's own bytes are left
   */
  boolean answer(URI origin, FilePath path, Exchange exchange) throws InterruptedException {
    var excluded = new Exclusions(List.of(node));
    while (!excluded.isTooMany()) {
      var step = step(URI.create(excluded.location(origin, path)), exchange);
      if (step instanceof Step.SentBack(var more)
          && more.nodes().size() > excluded.nodes().size()) {
        excluded = more;
      } else {
        return step instanceof Step.Answered;
      }
    }
    return false;
  }

  private sealed interface Step {
    record Answered() implements Step {}

    /** The holder had lost it. */
    record SentBack(Exclusions excluded) implements Step {}

    record Failed() implements Step {}
  }

  private Step step(URI file, Exchange exchange) throws InterruptedException {
    URI holder;
    try (var answer = client.askAsNode(file, exchange, OriginClient.WHICH_BYTES)) {
      if (!isRedirect(answer)) {
        metrics.count(NodeMetrics.Outcome.PASSED_THROUGH);
        passBack(answer, exchange);
        return new Step.Answered();
      }
      holder = location(file, answer);
    } catch (TimeoutException e) {
      return originAway(exchange, true);
    } catch (ExecutionException e) {
      return originAway(exchange, e.getCause() instanceof TimeoutException);
    }
    if (holder == null) {
      return new Step.Failed();
    }
    var version = VERSION.matcher(String.valueOf(holder.getRawPath()));
    return version.find() ? relay(holder, version.group(1), exchange) : new Step.Failed();
  }

  private Step originAway(Exchange exchange, boolean tooLate) {
    metrics.count(NodeMetrics.Outcome.REFUSED);
    exchange.answer(Problems.originAway(tooLate));
    return new Step.Answered();
  }

  private Step relay(URI holder, String version, Exchange exchange) throws InterruptedException {
    try (var answer = client.ask(holder, exchange, OriginClient.WHICH_BYTES)) {
      if (isRedirect(answer)) {
        // Where to is the origin's to say: nobody is asked whom only a node names.
        var location = location(holder, answer);
        return location == null
            ? new Step.Failed()
            : new Step.SentBack(Exclusions.of(location.getRawQuery()));
      }
      if (!isOf(version, answer)) {
        return new Step.Failed();
      }
      metrics.count(NodeMetrics.Outcome.RELAYED);
      passBack(answer, exchange);
      return new Step.Answered();
    } catch (TimeoutException | ExecutionException e) {
      return new Step.Failed();
    }
  }

  private static boolean isRedirect(OriginClient.Answer answer) {
    return answer.status() / 100 == 3 && answer.status() != 304;
  }

  private static @Nullable URI location(URI base, OriginClient.Answer answer) {
    String location = answer.header(HttpHeader.LOCATION);
    try {
      var uri = location == null ? null : base.resolve(location);
      return uri != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          ? uri
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isOf(String version, OriginClient.Answer answer) {
    return WITHOUT_BYTES.contains(answer.status())
        || (WITH_BYTES.contains(answer.status())
            && Validators.versionOf(answer.header(HttpHeader.ETAG))
                .filter(id -> id.hex().equals(version))
                .isPresent());
  }

  private void passBack(OriginClient.Answer answer, Exchange exchange) {
    var headers = exchange.response().getHeaders();
    headers.remove(HttpHeader.VIA); // this node's own comes behind those of the answer
    OriginClient.passBack(
        answer, exchange, field -> PASSED_BACK.contains(field.getName().toLowerCase(Locale.ROOT)));
    headers.put(VersionAnswers.ASK_AGAIN);
    headers.add(via);
    headers.add(cacheStatus);
    OriginClient.copy(answer, exchange);
  }
}
