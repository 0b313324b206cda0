package peercache.registry.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import peercache.content.Problem;
import peercache.registry.refusal.Refusal;
import tools.jackson.core.JacksonException;

/** Answers whatever goes wrong in Spring as a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> failed(Exception e) {
    return answer(Problems.of(e), new HttpHeaders());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return Faults.cause(e, Refusal.class)
        .map(this::failed)
        .or(() -> Faults.cause(e, JacksonException.class).map(this::failed))
        .orElseGet(() -> answer(Problems.badRequest("a body is needed"), headers));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return answer(Problems.badRequest(Faults.inParameter(e)), headers);
  }

  /** What Spring MVC itself refuses: no such path, method, media type, parameter. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String detail = e instanceof ErrorResponse response ? response.getBody().getDetail() : null;
    if (status.is5xxServerError()) {
      log.error("a request failed", e);
    }
    return answer(
        Problems.problem(status.value(), Objects.requireNonNullElse(detail, "")), headers);
  }

  private static ResponseEntity<Object> answer(Problem problem, HttpHeaders given) {
    var headers = new HttpHeaders();
    headers.putAll(given);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl("no-store");
    if (problem.status() == 401) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (problem.retryAfterSeconds() != null) {
      headers.set(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds().toString());
    }
    return ResponseEntity.status(problem.status()).headers(headers).body(problem);
  }
}
