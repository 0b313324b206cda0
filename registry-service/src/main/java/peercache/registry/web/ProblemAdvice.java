package peercache.registry.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import peercache.content.Problem;
import peercache.registry.refusal.Refusal;
import tools.jackson.core.JacksonException;

/** The one place that knows HTTP status: whatever goes wrong is answered as a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> refused(Refusal refusal) {
    String detail = String.valueOf(refusal.getMessage());
    return answer(
        switch (refusal) {
          case Refusal.BadField _ -> Problem.of(400, "bad-request", "Bad Request", detail);
          case Refusal.TooLarge _ -> Problem.of(413, "too-large", "Content Too Large", detail);
          case Refusal.TooSlow _ ->
              Problem.of(408, "too-slow", "Request Timeout", detail).retryAfter(1);
          case Refusal.UnknownNode _ -> Problem.of(404, "unknown-node", "Not Found", detail);
          case Refusal.OldIncarnation _ -> Problem.of(409, "old-incarnation", "Conflict", detail);
          case Refusal.FillTaken _ -> Problem.of(409, "fill-taken", "Conflict", detail);
          case Refusal.Busy _ ->
              Problem.of(503, "busy", "Service Unavailable", detail).retryAfter(1);
          case Refusal.Unknown _ -> Problem.of(404, "unknown", "Not Found", detail);
          case Refusal.OriginAway _ ->
              Problem.of(503, "origin-away", "Service Unavailable", detail).retryAfter(5);
          case Refusal.ClosedDoor door -> door.problem();
        },
        new HttpHeaders());
  }

  /** A body that is read as a stream is read by the controller itself. */
  @ExceptionHandler
  ResponseEntity<Object> malformed(JacksonException e) {
    return Faults.cause(e, Refusal.class)
        .map(this::refused)
        .orElseGet(() -> answer(badRequest(Faults.inBody(e)), new HttpHeaders()));
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<Object> databaseFailed(RuntimeException e) {
    boolean away =
        e instanceof TransactionException
            || e instanceof DataAccessResourceFailureException
            || e instanceof TransientDataAccessException
            || e instanceof RecoverableDataAccessException
            || Faults.cause(e, org.hibernate.TransactionException.class).isPresent();
    return away
        ? answer(
            Problem.of(
                    503,
                    "database-away",
                    "Service Unavailable",
                    "the registry's database does not answer")
                .retryAfter(1),
            new HttpHeaders())
        : fault(e);
  }

  @ExceptionHandler
  ResponseEntity<Object> fault(Exception e) {
    log.error("a request failed", e);
    return answer(
        Problem.of(500, "internal", "Internal Server Error", "the registry failed; see its log"),
        new HttpHeaders());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var jackson = Faults.cause(e, JacksonException.class);
    return Faults.cause(e, Refusal.class)
        .map(this::refused)
        .or(() -> jackson.map(this::malformed))
        .orElseGet(() -> answer(badRequest("a body is needed"), headers));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return answer(badRequest(Faults.inParameter(e)), headers);
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
    return answer(problem(status.value(), Objects.requireNonNullElse(detail, "")), headers);
  }

  /** A problem that has nothing to say but its status. */
  static Problem problem(int status, String detail) {
    var known = HttpStatus.resolve(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    return Problem.of(status, "http-" + status, title, detail.isEmpty() ? title : detail);
  }

  private static Problem badRequest(String detail) {
    return Problem.of(400, "bad-request", "Bad Request", detail);
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
