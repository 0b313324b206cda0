package peercache.node.registry;

/**
 * No useful answer: the registry cannot be reached, is too slow, fails (5xx), says what makes no
 * sense, or is not asked because that happened too often lately. Asking again later may help.
 */
public final class RegistryAwayException extends RegistryException {
  private static final long serialVersionUID = 1L;

  public RegistryAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
