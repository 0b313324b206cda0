package peercache.localnetwork;

import java.io.Serial;

/** The network cannot be started; the message is one line for the person who asked for it. */
public final class LocalNetworkException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public LocalNetworkException(String message) {
    super(message);
  }

  public LocalNetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
