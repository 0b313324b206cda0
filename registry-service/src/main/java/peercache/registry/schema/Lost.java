package peercache.registry.schema;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a connection that was lost from a statement that failed; pure. */
final class Lost {
  private Lost() {}

  /**
   * The loss that something failed by, if it was one. PostgreSQL runs each migration in a
   * transaction, so what was lost on the way can be begun again.
   */
  static Optional<SQLException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && isLoss(e.getSQLState())) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  /**
   * Class 08 is the connection, 57P the operator: shut down, crashed, starting up; 53300 says that
   * there are too many connections.
   */
  private static boolean isLoss(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
  }
}
