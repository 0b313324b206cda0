package peercache.registry.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import peercache.registry.refusal.Refusal.TooLarge;

/** No body that becomes an object in memory is larger than it may be. */
@RestControllerAdvice
class BodyLimit extends RequestBodyAdviceAdapter {
  private final long maxBytes;

  BodyLimit(WebProperties properties) {
    this.maxBytes = properties.maxBodySize().toBytes();
  }

  @Override
  public boolean supports(
      MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converter)
      throws IOException {
    if (message.getHeaders().getContentLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    return new Limited(message.getHeaders(), new LimitedStream(message.getBody(), maxBytes));
  }

  private static TooLarge tooLarge(long maxBytes) {
    return new TooLarge("a body has at most " + maxBytes + " bytes here");
  }

  private record Limited(HttpHeaders headers, InputStream body) implements HttpInputMessage {
    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return body;
    }
  }

  private static final class LimitedStream extends FilterInputStream {
    private final long maxBytes;
    private long count;

    LimitedStream(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int bytes) {
      count += bytes;
      if (count > maxBytes) {
        throw tooLarge(maxBytes);
      }
    }
  }
}
