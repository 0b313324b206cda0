package peercache.origin.startup;

/** The service cannot start as it is configured; the message says what a person is to change. */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartFailure(String message) {
    super(message);
  }

  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
