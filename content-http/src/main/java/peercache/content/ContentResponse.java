package peercache.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET} and {@code HEAD} for a representation: 200, 206, 304, 412 or 416. */
public final class ContentResponse {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ContentResponse() {}

  /**
   * Sends what the request asks for. Headers that the caller has set on the response are kept; once
   * the first byte is out, a failure of the body aborts the connection.
   *
   * @param contentType of the whole
   * @param body closed when the response is over, whatever its end
   * @param sent told the number of body bytes each time some were handed to the network
   */
  public static void send(
      Request request,
      Response response,
      Callback callback,
      Representation representation,
      HttpField contentType,
      Body body,
      LongConsumer sent) {
    var done = Callback.from(body::close, callback);
    switch (Precondition.evaluate(request.getHeaders(), representation.validators())) {
      case NOT_MODIFIED -> {
        response.setStatus(304);
        representation.addTo(response.getHeaders(), request.getHeaders());
        // RFC 9110 section 8.6: the length of the 200 that was spared, or none; the server would
        // write 0.
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, representation.size());
        response.write(true, NOTHING, done);
      }
      case FAILED ->
          Problem.of(
                  412,
                  "precondition-failed",
                  "Precondition Failed",
                  "the version here is not the one that the request is conditional on")
              .write(request, response, done);
      case HOLDS ->
          new Transfer(request, response, done, representation, contentType, body, sent).start();
    }
  }

  private record Transfer(
      Request request,
      Response response,
      Callback done,
      Representation representation,
      HttpField contentType,
      Body body,
      LongConsumer sent) {

    void start() {
      switch (selection()) {
        case RangeSelection.Whole() -> sendWhole();
        case RangeSelection.Parts(var ranges) when ranges.size() == 1 ->
            sendPart(ranges.getFirst());
        case RangeSelection.Parts(var ranges) -> sendParts(ranges);
        case RangeSelection.Unsatisfiable() -> {
          response.getHeaders().put(HttpHeader.CONTENT_RANGE, "bytes */" + representation.size());
          Problem.of(
                  416,
                  "range-not-satisfiable",
                  "Range Not Satisfiable",
                  "the file has " + representation.size() + " bytes")
              .write(request, response, done);
        }
      }
    }

    private RangeSelection selection() {
      var headers = request.getHeaders();
      // RFC 9110 section 14.2: Range means something for GET only. Of several, nobody can say
      // which.
      return "GET".equals(request.getMethod())
              && headers.contains(HttpHeader.RANGE)
              && representation.acceptsRanges()
              && Precondition.rangeApplies(headers, representation.validators())
          ? RangeSelection.of(only(headers.getFields(HttpHeader.RANGE)), representation.size())
          : new RangeSelection.Whole();
    }

    private static @Nullable String only(List<HttpField> lines) {
      return lines.size() == 1 ? lines.getFirst().getValue() : null;
    }

    private void sendWhole() {
      begin(200, contentType, representation.contentLength());
      var bytes = representation.size() <= BodyPump.MAX_WRITE && !isHead() ? body.whole() : null;
      if (bytes == null) {
        pump(List.of(new BodyPump.Span(NOTHING, 0, representation.size())));
      } else {
        sendAtOnce(bytes);
      }
    }

    /** What is asked for most, so nothing is made that could wait. */
    private void sendAtOnce(ByteBuffer bytes) {
      int count = bytes.remaining();
      SendfileEndPoint.offer(request, bytes, body.file(), 0);
      response.write(
          true,
          bytes,
          Callback.from(
              InvocationType.NON_BLOCKING,
              () -> {
                sent.accept(count);
                done.succeeded();
              },
              done::failed));
    }

    private void sendPart(ByteRange range) {
      response
          .getHeaders()
          .put(HttpHeader.CONTENT_RANGE, range.contentRange(representation.size()));
      begin(206, contentType, lengthOf(range.length()));
      pump(List.of(new BodyPump.Span(NOTHING, range.first(), range.last() + 1)));
    }

    /** {@code multipart/byteranges} (RFC 9110 section 14.6). */
    private void sendParts(List<ByteRange> ranges) {
      String boundary = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      var spans = new ArrayList<BodyPump.Span>(ranges.size() + 1);
      long length = 0;
      for (ByteRange range : ranges) {
        var head =
            ascii(
                "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                    .formatted(
                        boundary,
                        contentType.getValue(),
                        range.contentRange(representation.size())));
        length += head.remaining() + range.length();
        spans.add(new BodyPump.Span(head, range.first(), range.last() + 1));
      }
      var tail = ascii("\r\n--" + boundary + "--\r\n");
      length += tail.remaining();
      spans.add(new BodyPump.Span(tail, 0, 0));
      var multipart =
          new HttpField(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
      begin(206, multipart, lengthOf(length));
      pump(spans);
    }

    private static HttpField lengthOf(long length) {
      return new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, length);
    }

    private void begin(int status, HttpField type, HttpField length) {
      response.setStatus(status);
      var headers = response.getHeaders();
      representation.addTo(headers, request.getHeaders());
      headers.add(type);
      headers.add(length);
    }

    private void pump(List<BodyPump.Span> spans) {
      if (isHead()) {
        response.write(true, NOTHING, done);
      } else {
        new BodyPump(request, response, body, spans, sent, done).iterate();
      }
    }

    private boolean isHead() {
      return "HEAD".equals(request.getMethod());
    }

    private static ByteBuffer ascii(String text) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
