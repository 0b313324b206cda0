package peercache.registry.standing;

/**
 * What is put on record.
 *
 * @param known what was on record before
 * @param again whether the node is to be checked once more at once
 */
record Decided(Known known, Evidence evidence, Standing standing, boolean again) {
  Damping damping() {
    return evidence.damping();
  }

  /** Lost until its lease runs. */
  boolean lost() {
    return known.lost() && !evidence.leaseRuns();
  }

  static Decided of(Known known, Check.Outcome outcome, boolean checksDoubted) {
    var before = known.evidence();
    // A new run without the good-bye of the one before: that one was lost, if nobody saw it yet.
    boolean lostUnseen = !known.first() && !known.sameRun() && !known.lost();
    var failure = outcome instanceof Check.Outcome.Failed(var why) ? why : null;
    var after =
        new Evidence(
            before.proven() || failure == null,
            failure == null ? 0 : before.failures() + 1,
            failure,
            before.failedBy(),
            before.probedBy(),
            before.servedBy(),
            before.leaseRuns(),
            lostUnseen ? before.damping().loss() : before.damping());
    boolean again = failure != null && before.proven() && after.failures() == 1;
    return new Decided(known, after, StandingPolicy.judge(after, checksDoubted), again);
  }
}
