package peercache.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error answer as {@code application/problem+json} (RFC 9457).
 *
 * @param type stable: {@code urn:peercache:problem:} and a name
 * @param detail names what is wrong with this request
 * @param retryAfterSeconds when a retry may help; absent if it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String title, int status, String detail, @Nullable Integer retryAfterSeconds) {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final String TYPE_PREFIX = "urn:peercache:problem:";
  private static final JsonMapper JSON = new JsonMapper();

  /** A problem that a retry does not solve. */
  public static Problem of(int status, String name, String title, String detail) {
    return new Problem(TYPE_PREFIX + name, title, status, detail, null);
  }

  public Problem retryAfter(int seconds) {
    return new Problem(type, title, status, detail, seconds);
  }

  /** Of the request that this thread answers; absent if it is not traced. */
  @JsonProperty
  public @Nullable String traceId() {
    return Trace.id();
  }

  public byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /** Answers with this problem; headers that are set already, such as {@code Allow}, are kept. */
  public void write(Request request, Response response, Callback callback) {
    byte[] body = toJson();
    response.setStatus(status);
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, MEDIA_TYPE);
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    if (retryAfterSeconds != null) {
      headers.put(HttpHeader.RETRY_AFTER, retryAfterSeconds);
    }
    boolean head = "HEAD".equals(request.getMethod());
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
  }
}
