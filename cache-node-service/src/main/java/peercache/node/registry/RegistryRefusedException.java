package peercache.node.registry;

/** The registry understood and said no (4xx); the same call again brings the same answer. */
public final class RegistryRefusedException extends RegistryException {
  private static final long serialVersionUID = 1L;
  private final int status;

  public RegistryRefusedException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The HTTP status, 400 to 499. */
  public int status() {
    return status;
  }
}
