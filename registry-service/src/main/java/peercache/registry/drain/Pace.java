package peercache.registry.drain;

/**
 * When a draining node is looked after again; pure. All that it holds is walked each time, which is
 * nothing for a thousand versions and a second for a hundred thousand: so the longer that took the
 * longer it rests, and the more others may be told at a time.
 *
 * @param dueAt in milliseconds
 * @param mayBeOpen how many versions others may be told to fill by then
 */
record Pace(long dueAt, int mayBeOpen) {
  /** Whenever it is asked for. */
  static final Pace FIRST = new Pace(0, 256);

  /** A fifth of the time at most, as those of whom nobody was told are looked for as well. */
  private static final int REST = 9;

  /** A node that is told to stop waits half a minute to be drained. */
  private static final long LONGEST_REST = 10_000;

  private static final long SECOND = 1_000;

  /**
   * @param took how long the walk took that ends now
   */
  static Pace after(long took, long now) {
    long rest = Math.min(took * REST, LONGEST_REST);
    return new Pace(now + rest, (int) (FIRST.mayBeOpen * Math.max(SECOND, rest) / SECOND));
  }

  boolean isDue(long now) {
    return now >= dueAt;
  }
}
