package peercache.origin.reachability;

/** What a probe of a node for one version showed. */
public enum Verdict {
  GOOD,
  /** It refused, broke off, or does not have the version. */
  BAD,
  /** No answer yet. */
  LATE
}
