package peercache.content;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The answer that is asked for most: a plain {@code GET} of bytes that are all there. It costs one
 * write and nothing that waits.
 */
final class WholeInOneWrite implements Callback {
  private final Callback callback;
  private final Body body;
  private final LongConsumer sent;
  private final int count;

  private WholeInOneWrite(Callback callback, Body body, LongConsumer sent, int count) {
    this.callback = callback;
    this.body = body;
    this.sent = sent;
    this.count = count;
  }

  static boolean applies(Request request, Representation representation) {
    return representation.size() <= BodyPump.MAX_WRITE
        && "GET".equals(request.getMethod())
        && !hasConditionOrRange(request.getHeaders());
  }

  static void send(
      Request request,
      Response response,
      Callback callback,
      Representation representation,
      HttpField contentType,
      Body body,
      ByteBuffer bytes,
      LongConsumer sent) {
    var headers = response.getHeaders();
    response.setStatus(200);
    representation.addTo(headers);
    headers.add(contentType);
    headers.add(representation.contentLength());
    var file = body.file();
    if (file != null) {
      SendfileEndPoint.offer(request, bytes, file, 0);
    }
    response.write(
        true, bytes, new WholeInOneWrite(callback, body, sent, (int) representation.size()));
  }

  // One walk over the fields, which are few, instead of one for each name.
  private static boolean hasConditionOrRange(HttpFields fields) {
    for (HttpField field : fields) {
      var header = field.getHeader();
      if (header != null) {
        switch (header) {
          case RANGE, IF_MATCH, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE -> {
            return true;
          }
          default -> {}
        }
      }
    }
    return false;
  }

  @Override
  public void succeeded() {
    sent.accept(count);
    body.close();
    callback.succeeded();
  }

  @Override
  public void failed(Throwable cause) {
    body.close();
    callback.failed(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
