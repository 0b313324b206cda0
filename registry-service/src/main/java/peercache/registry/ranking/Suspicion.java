package peercache.registry.ranking;

/** How far other nodes' complaints of wrong bytes keep a node from being named for a version. */
public enum Suspicion {
  /** Nobody complained, or a single node, of other versions. */
  NONE,
  /** Several nodes complained, of other versions: no node is to fill from it. */
  AS_SOURCE,
  /** A node complained of this version: nobody is to have it from there. */
  OF_THIS_VERSION;

  /** One word alone takes no node out: the one that complains may be what is broken. */
  private static final int ENOUGH = 2;

  /**
   * What complaints that still count amount to; pure.
   *
   * @param ofThisVersion whether one of them is of the version that is asked for
   * @param complainers how many nodes complained, of whichever versions
   */
  static Suspicion of(boolean ofThisVersion, int complainers) {
    if (ofThisVersion) {
      return OF_THIS_VERSION;
    }
    return complainers >= ENOUGH ? AS_SOURCE : NONE;
  }
}
