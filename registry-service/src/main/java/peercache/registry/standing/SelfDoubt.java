package peercache.registry.standing;

/**
 * Whether the registry believes what it sees. When more than half of the nodes seem dead at once,
 * it is more likely that the registry is cut off from them, was away itself, or that its database
 * was. Then no side alone takes a node out. Pure.
 *
 * @param silent whether silence is doubted: a node that still sends bytes is named though its lease
 *     ends
 * @param checks whether checks are doubted: a node that fails them is named while it renews and
 *     nobody else complains
 */
record SelfDoubt(boolean silent, boolean checks) {
  static final SelfDoubt NONE = new SelfDoubt(false, false);

  /** With fewer failing nodes there is no crowd to compare with. */
  private static final int CROWD = 3;

  /**
   * @param members that were known to serve and lived lately
   * @param silent of them: late with their renewals
   * @param failing of them: failed the last check
   */
  static SelfDoubt of(int members, int silent, int failing) {
    return new SelfDoubt(silent * 2 > members, failing * 2 > members && failing >= CROWD);
  }
}
