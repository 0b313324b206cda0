package peercache.node.fill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long a source is left alone that answered 429 or 503; pure. */
final class PausePolicy {
  /** A node that is filling has the piece as soon as it has it, whatever it guesses. */
  private static final Duration GUESS = Duration.ofMillis(200);

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MAX_DIGITS = 9;

  private PausePolicy() {}

  /**
   * A source that protects itself is obeyed: an origin with either status, a node with 429.
   *
   * @param retryAfter as the source wrote it, or null
   * @param origin whether the source is one
   * @param giveUpAfter when the fill ends for want of bytes: there must be time for another attempt
   */
  static Duration pause(
      int status, @Nullable String retryAfter, boolean origin, Duration giveUpAfter) {
    boolean obeyed = origin || status == 429;
    if (!obeyed || retryAfter == null || !isNumber(retryAfter)) {
      return GUESS;
    }
    var stated = Duration.ofSeconds(Long.parseLong(retryAfter));
    return max(GUESS, min(stated, min(LONGEST, giveUpAfter.dividedBy(2))));
  }

  /** Seconds; nothing in the network says a date (RFC 9110 section 10.2.3). */
  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
