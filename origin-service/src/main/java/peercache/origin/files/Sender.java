package peercache.origin.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.content.Body;
import peercache.content.ContentResponse;
import peercache.content.NoBody;
import peercache.content.PacedBody;
import peercache.content.Problem;
import peercache.content.RateLimit;
import peercache.content.Representation;
import peercache.origin.catalog.CatalogFile;

/** Sends the bytes of files. */
@Component
final class Sender {
  /** How often a file may change under our hands before the caller is asked to come again. */
  private static final int TRIES = 3;

  private static final HttpField IMMUTABLE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");

  private final HotCopies copies;

  Sender(HotCopies copies) {
    this.copies = copies;
  }

  /** Finds the file anew; null if there is none any more. */
  interface Source {
    @Nullable CatalogFile find() throws IOException;
  }

  /** How a file is represented. */
  interface Represented {
    Representation of(CatalogFile file);
  }

  /**
   * @param found in the first place
   * @param limit how fast it may go; null for none
   * @return false if the file is gone; nothing was answered then
   */
  boolean send(
      Exchange exchange,
      CatalogFile found,
      Source again,
      Represented represented,
      @Nullable RateLimit limit,
      LongConsumer sent)
      throws IOException {
    CatalogFile file = found;
    for (int i = 0; i < TRIES && file != null; i++) {
      var body = open(exchange, file);
      if (body != null) {
        ContentResponse.send(
            exchange.request(),
            exchange.response(),
            exchange.callback(),
            represented.of(file),
            Representation.contentType(file.path().fileName()),
            PacedBody.of(body, limit, exchange.request()),
            sent);
        return true;
      }
      file = again.find();
    }
    if (file == null) {
      return false;
    }
    exchange.answer(
        Problem.of(503, "changing", "Service Unavailable", "the file changes at this moment")
            .retryAfter(1));
    return true;
  }

  /** For answers that a precondition decides. */
  void sendNoBody(Exchange exchange, CatalogFile file, Representation representation) {
    ContentResponse.send(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        representation,
        Representation.contentType(file.path().fileName()),
        NoBody.INSTANCE,
        bytes -> {});
  }

  static void immutable(Exchange exchange) {
    exchange.response().getHeaders().put(IMMUTABLE);
  }

  private @Nullable Body open(Exchange exchange, CatalogFile file) throws IOException {
    if (!"GET".equals(exchange.method())) {
      return NoBody.INSTANCE;
    }
    var copy = copies.find(file);
    if (copy != null) {
      return copy.body();
    }
    var pool = exchange.request().getComponents().getByteBufferPool();
    return FileBody.open(file, pool).orElse(null);
  }

  /** Whether this is why a file cannot be opened. */
  static boolean isDenied(IOException failure) {
    return failure instanceof AccessDeniedException;
  }
}
