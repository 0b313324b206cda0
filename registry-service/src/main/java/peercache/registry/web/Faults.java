package peercache.registry.web;

import java.util.Optional;
import org.springframework.beans.TypeMismatchException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Puts into words what is wrong with a request; pure. */
final class Faults {
  private Faults() {}

  /** Names the field and what a value of the contract had to say about it. */
  static String inBody(JacksonException e) {
    if (e instanceof UnrecognizedPropertyException) {
      return path(e) + " is not a field of this request";
    }
    String message =
        cause(e, IllegalArgumentException.class)
            .map(Throwable::getMessage)
            .orElseGet(() -> firstLine(e.getOriginalMessage()));
    String path = path(e);
    return path.isEmpty() || message.startsWith(path) ? message : path + ": " + message;
  }

  /** Names the parameter and what is wrong with its value. */
  static String inParameter(TypeMismatchException e) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : e.getPropertyName();
    String rule =
        cause(e, IllegalArgumentException.class)
            .filter(cause -> !(cause instanceof NumberFormatException))
            .map(Throwable::getMessage)
            .orElse("must be a " + e.getRequiredType());
    return name + ": " + rule;
  }

  /** The innermost cause of a type. */
  static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
    Optional<T> found = Optional.empty();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        found = Optional.of(type.cast(cause));
      }
    }
    return found;
  }

  private static String path(JacksonException e) {
    var path = new StringBuilder();
    for (var reference : e.getPath()) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("malformed");
  }
}
