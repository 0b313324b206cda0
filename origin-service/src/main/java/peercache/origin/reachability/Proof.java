package peercache.origin.reachability;

/**
 * @param ageNanos since the answer, or of the wait for it
 */
public record Proof(Verdict verdict, long ageNanos) {}
