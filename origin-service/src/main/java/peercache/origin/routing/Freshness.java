package peercache.origin.routing;

import java.time.Duration;

/** What an answer of the registry is good for at its age; pure. */
enum Freshness {
  USE,
  /** Use it, and ask again behind the request. */
  REFRESH,
  /** Ask again before it is used. */
  ASK;

  private static final Duration REFRESH_AFTER = Duration.ofMillis(500);
  private static final Duration ASK_AFTER = Duration.ofSeconds(1);

  /** An answer without a holder turns wrong as soon as a node has room. */
  private static final Duration ASK_AFTER_NONE = Duration.ofMillis(250);

  /**
   * @param outgrown whether there are far more callers than when it was asked for
   */
  static Freshness of(Duration age, boolean anyHolder, boolean outgrown) {
    if (age.compareTo(anyHolder ? ASK_AFTER : ASK_AFTER_NONE) >= 0) {
      return ASK;
    }
    return outgrown || age.compareTo(REFRESH_AFTER) >= 0 ? REFRESH : USE;
  }
}
