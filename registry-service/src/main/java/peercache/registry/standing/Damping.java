package peercache.registry.standing;

import java.time.Duration;

/**
 * What a node's losses cost it, as BGP damps routes that flap (RFC 2439): each adds a penalty,
 * which halves with time. Above a limit the node is suppressed until the penalty is under a lower
 * one, so the quiet time grows with the losses; a ceiling bounds it. Pure and immutable.
 *
 * @param penalty at this moment
 * @param suppressed whether it is too high, or was and is not low enough yet
 */
record Damping(double penalty, boolean suppressed) {
  static final Damping NONE = new Damping(0, false);

  static final Duration HALF_LIFE = Duration.ofMinutes(1);
  static final double PER_LOSS = 1_000;

  /** Four losses in a row, or one every half a minute for some time. */
  static final double SUPPRESS_ABOVE = 3_000;

  static final double REUSE_BELOW = 1_500;

  /** Four half-lives above the limit of reuse. */
  static final double CEILING = 16 * REUSE_BELOW;

  /** What is left of it after a time. */
  Damping after(Duration time) {
    double left = penalty * Math.pow(0.5, Math.max(0, time.toMillis()) / millis(HALF_LIFE));
    return new Damping(left, suppressed && left >= REUSE_BELOW);
  }

  /** The node was lost once more. */
  Damping loss() {
    double now = Math.min(CEILING, penalty + PER_LOSS);
    return new Damping(now, suppressed || now > SUPPRESS_ABOVE);
  }

  /** How long it stays suppressed if the node is not lost again. */
  Duration quiet() {
    if (!suppressed) {
      return Duration.ZERO;
    }
    double halfLives = Math.log(penalty / REUSE_BELOW) / Math.log(2);
    return Duration.ofMillis(Math.max(0, Math.round(halfLives * millis(HALF_LIFE))));
  }

  private static double millis(Duration duration) {
    return duration.toMillis();
  }
}
