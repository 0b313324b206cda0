package peercache.node.fill;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a fill may ask the origin, on its own account or at all, and when. Not thread-safe. */
final class OriginAccess {
  /** For how long a new grant waits for what the other nodes have. */
  private static final long HEARSAY_NANOS = 1_500_000_000L;

  private static final long FIRST_PAUSE = 100_000_000L;
  private static final int MAX_DOUBLINGS = 4;

  private boolean granted;
  private boolean open;
  private @Nullable Long token;
  private long openAt;
  private long pausedUntil = System.nanoTime();
  private int failures;
  private int wrongPieces;
  private boolean gone;

  /**
   * The origin is this node's to ask, once it has heard what others have.
   *
   * @param newToken null while the registry is away
   * @return whether what is open already has another token from now on
   */
  boolean grant(@Nullable Long newToken, long now) {
    boolean renewed = open && !Objects.equals(token, newToken);
    if (!granted) {
      granted = true;
      openAt = now + HEARSAY_NANOS;
    }
    token = newToken;
    return renewed;
  }

  /** Opens a grant that waits, if it need not wait any longer. */
  boolean opens(boolean heardAll, long now) {
    if (!granted || open || (!heardAll && now - openAt < 0)) {
      return false;
    }
    open = true;
    return true;
  }

  void withdraw() {
    granted = false;
    open = false;
    token = null;
  }

  boolean isGranted() {
    return granted;
  }

  /** Whether it is not open yet. */
  boolean isWaiting() {
    return granted && !open;
  }

  boolean isOpen() {
    return open;
  }

  @Nullable Long token() {
    return token;
  }

  boolean isPaused(long now) {
    return now - pausedUntil < 0;
  }

  void delivered() {
    failures = 0;
  }

  /**
   * @param stated for how long it does not want to be asked; zero if it did not say
   */
  void failed(Duration stated, long now) {
    long own = FIRST_PAUSE << Math.min(failures, MAX_DOUBLINGS);
    pausedUntil = now + Math.max(own, stated.toNanos());
    failures++;
  }

  /** Another node's leave was worth nothing: that node will hear of it at its next renewal. */
  void refused(long now) {
    pausedUntil = now + FIRST_PAUSE;
  }

  /**
   * It sent a piece that is wrong.
   *
   * @return whether that was not the first one
   */
  boolean isWrongAgain() {
    return ++wrongPieces > 1;
  }

  /** It does not have the version any more. */
  void leaves() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }
}
