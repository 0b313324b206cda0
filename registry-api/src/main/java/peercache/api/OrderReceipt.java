package peercache.api;

import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link Order}.
 *
 * @param id of the order
 * @param reason why it failed, for people, at most {@value #MAX_REASON} characters; absent if it is
 *     done
 */
public record OrderReceipt(String id, Outcome outcome, @Nullable String reason) {
  public static final int MAX_REASON = 500;

  /** How it ended. */
  public enum Outcome {
    DONE,
    FAILED
  }

  public OrderReceipt {
    if (reason != null && reason.length() > MAX_REASON) {
      throw new IllegalArgumentException("reason must be at most " + MAX_REASON + " characters");
    }
  }

  public static OrderReceipt done(String id) {
    return new OrderReceipt(id, Outcome.DONE, null);
  }

  /** Cuts a reason that is too long. */
  public static OrderReceipt failed(String id, String reason) {
    return new OrderReceipt(
        id, Outcome.FAILED, reason.substring(0, Math.min(reason.length(), MAX_REASON)));
  }
}
