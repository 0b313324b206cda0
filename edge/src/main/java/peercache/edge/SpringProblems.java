package peercache.edge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import peercache.content.Problem;
import peercache.content.ProblemErrorHandler;

/**
 * What Spring MVC itself refuses (no such path, method, parameter) is a problem answer with a type,
 * like those of the hot paths. A service with an advice of its own goes without.
 */
@RestControllerAdvice
final class SpringProblems extends ResponseEntityExceptionHandler {
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders given,
      HttpStatusCode status,
      WebRequest request) {
    String detail = e instanceof ErrorResponse response ? response.getBody().getDetail() : null;
    var headers = new HttpHeaders();
    headers.putAll(given);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl("no-store");
    Problem problem =
        ProblemErrorHandler.problem(status.value(), Objects.requireNonNullElse(detail, ""));
    return ResponseEntity.status(status).headers(headers).body(problem.toJson());
  }
}
