package peercache.registry.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import peercache.content.Problem;
import peercache.registry.refusal.Refusal;
import tools.jackson.core.JacksonException;

/** The one place that knows HTTP status: what is said of each failure, in Spring or before it. */
final class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /** Logs what is nobody's fault but the registry's. */
  static Problem of(Exception e) {
    return switch (e) {
      case Refusal refusal -> refused(refusal);
      // Out of a body that is read as a stream, refusals come as its failures.
      case JacksonException malformed ->
          Faults.cause(e, Refusal.class)
              .map(Problems::refused)
              .orElseGet(() -> badRequest(Faults.inBody(malformed)));
      case DataAccessException _, TransactionException _ when isAway(e) ->
          Problem.of(
                  503,
                  "database-away",
                  "Service Unavailable",
                  "the registry's database does not answer")
              .retryAfter(1);
      default -> {
        log.error("a request failed", e);
        yield Problem.of(
            500, "internal", "Internal Server Error", "the registry failed; see its log");
      }
    };
  }

  static Problem badRequest(String detail) {
    return Problem.of(400, "bad-request", "Bad Request", detail);
  }

  /** A problem that has nothing to say but its status. */
  static Problem problem(int status, String detail) {
    var known = HttpStatus.resolve(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    return Problem.of(status, "http-" + status, title, detail.isEmpty() ? title : detail);
  }

  private static boolean isAway(Exception e) {
    return e instanceof TransactionException
        || e instanceof DataAccessResourceFailureException
        || e instanceof TransientDataAccessException
        || e instanceof RecoverableDataAccessException;
  }

  private static Problem refused(Refusal refusal) {
    String detail = String.valueOf(refusal.getMessage());
    return switch (refusal) {
      case Refusal.BadField _ -> badRequest(detail);
      case Refusal.TooLarge _ -> Problem.of(413, "too-large", "Content Too Large", detail);
      case Refusal.TooSlow _ ->
          Problem.of(408, "too-slow", "Request Timeout", detail).retryAfter(1);
      case Refusal.UnknownNode _ -> Problem.of(404, "unknown-node", "Not Found", detail);
      case Refusal.OldIncarnation _ -> Problem.of(409, "old-incarnation", "Conflict", detail);
      case Refusal.FillTaken _ -> Problem.of(409, "fill-taken", "Conflict", detail);
      case Refusal.Busy _ -> Problem.of(503, "busy", "Service Unavailable", detail).retryAfter(1);
      case Refusal.Unknown _ -> Problem.of(404, "unknown", "Not Found", detail);
      case Refusal.OriginAway _ ->
          Problem.of(503, "origin-away", "Service Unavailable", detail).retryAfter(5);
      case Refusal.ClosedDoor door -> door.problem();
    };
  }
}
