package peercache.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/**
 * Lets a refusal of Spring's reach a caller who still sends the body that nobody reads: without a
 * key, to a path that is not there, with a wrong id in the path.
 */
final class LingeringFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Lingering lingering;

  LingeringFilter(Lingering lingering) {
    this.lingering = lingering;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
    if (isRefused(response) && mayStillSend(request)) {
      response.getOutputStream().close(); // the answer goes first
      lingering.discard(request.getInputStream());
    }
  }

  private static boolean isRefused(HttpServletResponse response) {
    return response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST;
  }

  private static boolean mayStillSend(HttpServletRequest request) throws IOException {
    boolean hasBody =
        request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    return hasBody
        && request.getHeader(HttpHeaders.EXPECT) == null
        && !request.getInputStream().isFinished();
  }
}
