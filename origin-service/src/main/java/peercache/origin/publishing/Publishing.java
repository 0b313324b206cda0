package peercache.origin.publishing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.VersionId;
import peercache.content.Problem;
import peercache.edge.Escaped;
import peercache.edge.Lingering;
import peercache.origin.traffic.Outcome;
import peercache.origin.traffic.Traffic;

/** {@code PUT} and {@code DELETE} over HTTP, for callers whose key was seen already. May block. */
@Component
public final class Publishing {
  private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

  private final Publisher publisher;
  private final Traffic traffic;
  private final Lingering lingering = new Lingering(System::nanoTime);

  Publishing(Publisher publisher, Traffic traffic) {
    this.publisher = publisher;
    this.traffic = traffic;
  }

  /** Whatever happens, the request is answered or its connection ends. */
  public void answer(Request request, Response response, Callback callback, FilePath path) {
    answering(
        request,
        response,
        callback,
        written -> {
          var refusal = refusal(request);
          if (refusal.isPresent()) {
            traffic.count(Outcome.BAD_REQUEST);
            refusal.get().write(request, response, written);
          } else {
            say(publish(request, path), request, response, written, path);
          }
        });
  }

  /** Refuses whoever has not shown a good key, so that it is heard. May block. */
  public void refuse(Request request, Response response, Callback callback, Problem refusal) {
    answering(request, response, callback, written -> refusal.write(request, response, written));
  }

  private void answering(
      Request request, Response response, Callback callback, Consumer<Callback> answer) {
    var written = new Callback.Completable();
    try {
      answer.accept(written);
    } catch (RuntimeException e) {
      Response.writeError(request, response, callback, e);
      return;
    }
    lingering.end(request, written, callback);
  }

  private PublishOutcome publish(Request request, FilePath path) {
    var condition = new WriteCondition(request.getHeaders());
    return "PUT".equals(request.getMethod())
        ? publisher.publish(path, content(request), condition)
        : publisher.remove(path, condition);
  }

  private static Optional<Problem> refusal(Request request) {
    if (!"PUT".equals(request.getMethod())) {
      return Optional.empty();
    }
    // RFC 9110 section 14.5: a part would be taken for the whole.
    if (request.getHeaders().contains(HttpHeader.CONTENT_RANGE)) {
      return Optional.of(bad("partial-put", "a part of a file cannot be put (Content-Range)"));
    }
    String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      return Optional.of(
          Problem.of(
              415,
              "content-coding",
              "Unsupported Media Type",
              "send the file itself, without Content-Encoding"));
    }
    try {
      expected(request);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(bad("bad-digest", "Repr-Digest or Content-Digest: " + e.getMessage()));
    }
  }

  private static Problem bad(String name, String detail) {
    return Problem.of(400, name, "Bad Request", detail);
  }

  private static Publisher.Content content(Request request) {
    return new Publisher.Content(
        Content.Source.asInputStream(request),
        request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH),
        expected(request));
  }

  /** Without a content coding the digest of the content is that of the representation. */
  private static Optional<VersionId> expected(Request request) {
    List<String> promises = new ArrayList<>();
    for (HttpField field : request.getHeaders()) {
      if (field.is("Repr-Digest") || field.is("Content-Digest")) {
        promises.add(String.valueOf(field.getValue()));
      }
    }
    return ExpectedDigest.of(promises);
  }

  private void say(
      PublishOutcome outcome,
      Request request,
      Response response,
      Callback callback,
      FilePath path) {
    traffic.count(
        switch (outcome) {
          case PublishOutcome.Published published -> Outcome.PUBLISHED;
          case PublishOutcome.Removed removed -> Outcome.REMOVED;
          case PublishOutcome.Unknown unknown -> Outcome.NOT_FOUND;
          case PublishOutcome.ConditionFailed failed -> Outcome.PRECONDITION_FAILED;
          case PublishOutcome.InTheWay inTheWay -> Outcome.NOT_PUBLISHED;
          case PublishOutcome.NotAllowed notAllowed -> Outcome.BAD_REQUEST;
          case PublishOutcome.TooLarge tooLarge -> Outcome.NOT_PUBLISHED;
          case PublishOutcome.NoRoom noRoom -> Outcome.NOT_PUBLISHED;
          case PublishOutcome.OtherBytes otherBytes -> Outcome.BAD_REQUEST;
          case PublishOutcome.Busy busy -> Outcome.NOT_PUBLISHED;
          case PublishOutcome.BrokenOff brokenOff -> Outcome.NOT_PUBLISHED;
          case PublishOutcome.DiskFailed diskFailed -> Outcome.NOT_PUBLISHED;
        });
    switch (outcome) {
      case PublishOutcome.Published(var representation, var created) -> {
        representation.fields().forEach(response.getHeaders()::add);
        empty(created ? 201 : 204, response, callback);
      }
      case PublishOutcome.Removed() -> empty(204, response, callback);
      // RFC 9112 section 8: an incomplete request is a bad one, if anybody still hears it.
      case PublishOutcome.BrokenOff() ->
          bad("broken-off", "the body did not come to its end; the old version stays")
              .write(request, response, callback);
      case PublishOutcome.DiskFailed(var cause) -> {
        LOG.error("{} cannot be written", Escaped.of(path), cause);
        Problem.of(500, "disk", "Internal Server Error", "the origin cannot write the file")
            .write(request, response, callback);
      }
      case PublishOutcome.Unknown() ->
          Problem.of(404, "unknown-file", "Not Found", "there is no file " + path)
              .write(request, response, callback);
      case PublishOutcome.InTheWay(var detail) ->
          Problem.of(409, "in-the-way", "Conflict", detail).write(request, response, callback);
      case PublishOutcome.ConditionFailed() ->
          Problem.of(
                  412,
                  "precondition-failed",
                  "Precondition Failed",
                  "the version here is not the one that the request is conditional on")
              .write(request, response, callback);
      case PublishOutcome.NotAllowed() ->
          bad("own-name", "names that begin with .peercache- are Peercache's own")
              .write(request, response, callback);
      case PublishOutcome.TooLarge(var limit) ->
          Problem.of(413, "too-large", "Content Too Large", "at most " + limit + " bytes are taken")
              .write(request, response, callback);
      case PublishOutcome.NoRoom() ->
          Problem.of(507, "no-room", "Insufficient Storage", "the origin's disk has no room for it")
              .write(request, response, callback);
      case PublishOutcome.OtherBytes(var detail) ->
          bad("digest-mismatch", detail).write(request, response, callback);
      case PublishOutcome.Busy() ->
          Problem.of(503, "busy", "Service Unavailable", "too many uploads at the moment")
              .retryAfter(5)
              .write(request, response, callback);
    }
  }

  private static void empty(int status, Response response, Callback callback) {
    response.setStatus(status);
    if (status != 204) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0L);
    }
    response.write(true, ByteBuffer.allocate(0), callback);
  }
}
