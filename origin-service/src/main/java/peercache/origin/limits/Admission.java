package peercache.origin.limits;

/** Whether a read is let in. */
public sealed interface Admission {
  /**
   * @param slot left when the read is over
   */
  record Admitted(Slot slot) implements Admission {}

  /** As much is read as the origin lets be read. */
  record AllTaken() implements Admission {}

  /** This reader has as many reads as one may have. */
  record ShareTaken() implements Admission {}
}
