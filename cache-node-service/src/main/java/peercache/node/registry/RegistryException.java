package peercache.node.registry;

/** What a call of the registry fails with; there is nothing else. */
public abstract sealed class RegistryException extends RuntimeException
    permits RegistryAwayException, RegistryRefusedException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
