package peercache.origin.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.content.ContentDisposition;
import peercache.content.Fillers.Filler;
import peercache.content.ManifestSignature;
import peercache.content.Problem;
import peercache.content.Representation;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.limits.Admission;
import peercache.origin.limits.Limits;
import peercache.origin.signing.ManifestSigner;
import peercache.origin.traffic.Outcome;
import peercache.origin.traffic.Traffic;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of a version, its manifest and each other, for the nodes that fill it. */
@Component
final class VersionReads {
  private static final String MANIFEST = "/manifest";
  private static final String MANIFEST_EXTENSION = ".manifest.json";
  private static final String EARLY = "early";
  private static final String FILLERS = "/fillers";
  private static final String NODE = "Peercache-Node";
  private static final String NODE_URI = "Peercache-Node-Uri";
  private static final String FILL_TOKEN = "Peercache-Fill-Token";
  private static final String FILL_LEADER = "Peercache-Fill-Leader";

  private static final int MAX_NODE_LENGTH = 63;

  /** Reads are of pieces, and short. */
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Catalog catalog;
  private final Sender sender;
  private final FillLeaders leaders;
  private final EarlyManifests early;
  private final Tracker tracker;
  private final Limits limits;
  private final Traffic traffic;
  private final JsonMapper json;
  private final ManifestSigner signer;
  private final ExecutorService waiting;

  VersionReads(
      Catalog catalog,
      Sender sender,
      FillLeaders leaders,
      EarlyManifests early,
      Tracker tracker,
      Limits limits,
      Traffic traffic,
      JsonMapper json,
      ManifestSigner signer,
      ExecutorService requestExecutor) {
    this.catalog = catalog;
    this.sender = sender;
    this.leaders = leaders;
    this.early = early;
    this.tracker = tracker;
    this.limits = limits;
    this.traffic = traffic;
    this.json = json;
    this.signer = signer;
    this.waiting = requestExecutor;
  }

  /**
   * @param rest of the path: what comes after {@code /versions/}
   */
  void read(Exchange exchange, String rest) throws IOException {
    boolean manifest = rest.endsWith(MANIFEST);
    boolean fillers = rest.endsWith(FILLERS);
    String suffix = manifest ? MANIFEST : fillers ? FILLERS : "";
    String name = rest.substring(0, rest.length() - suffix.length());
    if (!VersionId.isVersionId(name)) {
      refuse(exchange, 400, "bad-version", "Bad Request", "a version is 64 lower-case hex digits");
      return;
    }
    var version = new VersionId(name);
    if (fillers) {
      introduce(exchange, version);
      return;
    }
    if (manifest ? !mayHaveManifest(exchange, version) : !mayFill(exchange, version)) {
      return;
    }
    var file = catalog.holding(version);
    if (file != null && !manifest) {
      admit(exchange, version, file);
      return;
    }
    exchange.goOn(
        waiting,
        () -> {
          var recalled = file != null ? file : catalog.recall(version);
          if (recalled == null) {
            unknown(exchange, version);
          } else if (manifest) {
            sendManifest(exchange, recalled);
          } else {
            admit(exchange, version, recalled);
          }
        });
  }

  /** Tells a node that cannot ask the registry who else fills, and them of it from now on. */
  private void introduce(Exchange exchange, VersionId version) {
    var filler = filler(exchange);
    if (filler.isEmpty()) {
      refuse(
          exchange,
          400,
          "bad-node",
          "Bad Request",
          NODE + " and " + NODE_URI + " must be a node's id and an http or https URI of its");
      return;
    }
    traffic.count(Outcome.FILLERS);
    var others = tracker.others(version, filler.get().id());
    tracker.heard(version, filler.get());
    exchange.put(HttpHeader.CACHE_CONTROL, "no-store");
    answerJson(exchange, json.writeValueAsBytes(others));
  }

  /** The node that asks, if it says who and where it is. */
  private static Optional<Filler> filler(Exchange exchange) {
    var headers = exchange.request().getHeaders();
    String id = headers.get(NODE);
    String uri = headers.get(NODE_URI);
    if (id == null || uri == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Filler(new NodeId(id), URI.create(uri)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Who asks early asks before it knows of other nodes that could give it. */
  private boolean mayHaveManifest(Exchange exchange, VersionId version) {
    boolean first = early.give(version, reader(exchange));
    if (first || !EARLY.equals(exchange.request().getHttpURI().getQuery())) {
      return true;
    }
    traffic.count(Outcome.MANIFEST_ELSEWHERE);
    exchange.answer(
        Problem.of(409, "manifest-elsewhere", "Conflict", "another node was given it just now"));
    return false;
  }

  /** Who says neither a token nor who leads reads as anybody does. */
  private boolean mayFill(Exchange exchange, VersionId version) {
    filler(exchange).ifPresent(filler -> tracker.heard(version, filler));
    String text = exchange.request().getHeaders().get(FILL_TOKEN);
    if (text == null) {
      String leader = exchange.request().getHeaders().get(FILL_LEADER);
      return leader == null || mayFillWithoutRegistry(exchange, version, leader);
    }
    var token = parse(text);
    if (token == null) {
      refuse(exchange, 400, "bad-token", "Bad Request", FILL_TOKEN + " is no number");
      return false;
    }
    if (!leaders.accepts(version, token)) {
      traffic.count(Outcome.STALE_TOKEN);
      exchange.answer(
          Problem.of(409, "stale-token", "Conflict", "another node was given this fill since"));
      return false;
    }
    return true;
  }

  private boolean mayFillWithoutRegistry(Exchange exchange, VersionId version, String leader) {
    if (!NodeId.isNodeId(leader)) {
      refuse(exchange, 400, "bad-leader", "Bad Request", FILL_LEADER + " is no node's id");
      return false;
    }
    if (!leaders.accepts(version, leader)) {
      traffic.count(Outcome.LED_BY_ANOTHER);
      exchange.answer(
          Problem.of(409, "led-by-another", "Conflict", "another node leads this fill"));
      return false;
    }
    return true;
  }

  private static @Nullable Long parse(String token) {
    try {
      long number = Long.parseLong(token);
      return number < 0 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** What costs bandwidth is bounded: who is too many is told when to come again. */
  private void admit(Exchange exchange, VersionId version, CatalogFile file) throws IOException {
    if (!"GET".equals(exchange.method())) {
      sendBytes(exchange, version, file);
      return;
    }
    switch (limits.admit(reader(exchange))) {
      case Admission.Admitted(var slot) -> {
        try {
          sendBytes(exchange.before(slot::close), version, file);
        } catch (IOException | RuntimeException e) {
          slot.close();
          throw e;
        }
      }
      case Admission.AllTaken() ->
          comeAgain(
              exchange,
              Outcome.TOO_MANY_READS,
              Problem.of(
                  503,
                  "too-many-reads",
                  "Service Unavailable",
                  "as many nodes read versions as this origin lets"));
      case Admission.ShareTaken() ->
          comeAgain(
              exchange,
              Outcome.TOO_MANY_READS_OF_NODE,
              Problem.of(
                  429,
                  "too-many-reads-of-node",
                  "Too Many Requests",
                  "this node reads as much at once as one node may"));
    }
  }

  private void comeAgain(Exchange exchange, Outcome outcome, Problem problem) {
    traffic.count(outcome);
    exchange.answer(problem.retryAfter(RETRY_AFTER_SECONDS));
  }

  /** The node's id, or the address of one that does not say it. */
  private static String reader(Exchange exchange) {
    String node = exchange.request().getHeaders().get(NODE);
    if (node != null && node.length() <= MAX_NODE_LENGTH) {
      return node;
    }
    return Request.getRemoteAddr(exchange.request());
  }

  private void sendBytes(Exchange exchange, VersionId version, CatalogFile file)
      throws IOException {
    Sender.immutable(exchange);
    traffic.count(Outcome.VERSION);
    boolean answered =
        sender.send(
            exchange,
            file,
            () -> catalog.holding(version),
            VersionReads::named,
            limits.toNodes(),
            traffic.sentToNodes(version, file.stat().size()));
    if (!answered) {
      unknown(exchange, version);
    }
  }

  private void sendManifest(Exchange exchange, CatalogFile file) {
    traffic.count(Outcome.MANIFEST);
    var manifest = Objects.requireNonNull(file.version()).manifest();
    byte[] body = json.writeValueAsBytes(manifest);
    var signature = signer.sign(manifest, body).field();
    Sender.immutable(exchange);
    String name = file.path().fileName() + MANIFEST_EXTENSION;
    exchange.response().getHeaders().put(ContentDisposition.attachment(name));
    exchange.response().getHeaders().put(ManifestSignature.HEADER, signature);
    answerJson(exchange, body);
  }

  private static void answerJson(Exchange exchange, byte[] body) {
    exchange.put(HttpHeader.CONTENT_TYPE, "application/json");
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean head = "HEAD".equals(exchange.method());
    exchange
        .response()
        .write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), exchange.callback());
  }

  /** The URL does not end with the name under which the bytes are to be stored. */
  private static Representation named(CatalogFile file) {
    return Objects.requireNonNull(file.version())
        .representation()
        .with(ContentDisposition.attachment(file.path().fileName()));
  }

  private void unknown(Exchange exchange, VersionId version) {
    traffic.count(Outcome.NOT_FOUND);
    exchange.answer(
        Problem.of(404, "unknown-version", "Not Found", "no file here has the version " + version));
  }

  private void refuse(Exchange exchange, int status, String name, String title, String detail) {
    traffic.count(Outcome.BAD_REQUEST);
    exchange.answer(Problem.of(status, name, title, detail));
  }
}
