package peercache.edge;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import peercache.content.Problem;

/**
 * Keeps the doors of controller methods. It stands behind the mapping, so what it checks is what
 * will run; no second reading of the path can differ.
 */
final class DoorInterceptor implements HandlerInterceptor {
  private final Keyring keyring;

  DoorInterceptor(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      return true;
    }
    if (namesMethods(handler)) {
      return true;
    }
    var shown = keyring.roleOf(request.getHeader(HttpHeaders.AUTHORIZATION));
    var refusal = Door.refusal(neededFor(handler), shown);
    if (refusal.isPresent()) {
      refuse(response, refusal.get());
    }
    return refusal.isEmpty();
  }

  @Override
  public void postHandle(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable ModelAndView view) {
    if (namesMethods(handler)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      response.setHeader(HttpHeaders.ACCEPT_PATCH, null); // which Spring says of every resource
    }
  }

  /** Spring's own answer to {@code OPTIONS}: which methods a resource has is no secret. */
  private static boolean namesMethods(Object handler) {
    return handler instanceof HandlerMethod method
        && method.getBeanType().getEnclosingClass() == RequestMappingInfoHandlerMapping.class;
  }

  static Role neededFor(Object handler) {
    var openTo =
        handler instanceof HandlerMethod method ? method.getMethodAnnotation(OpenTo.class) : null;
    return openTo == null ? Role.MEMBER : openTo.value();
  }

  private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    if (problem.status() == 401) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    response.getOutputStream().write(problem.toJson());
  }
}
