package peercache.origin.publishing;

import java.io.IOException;
import peercache.content.Representation;

/** What became of an attempt to publish or remove a file. */
sealed interface PublishOutcome {
  /**
   * @param created whether there was no file before
   */
  record Published(Representation representation, boolean created) implements PublishOutcome {}

  record Removed() implements PublishOutcome {}

  record Unknown() implements PublishOutcome {}

  /** What is on disk stands in the way. */
  record InTheWay(String detail) implements PublishOutcome {}

  record ConditionFailed() implements PublishOutcome {}

  /** The path is one of Peercache's own. */
  record NotAllowed() implements PublishOutcome {}

  /** Larger than is ever taken. */
  record TooLarge(long limit) implements PublishOutcome {}

  /** There is no room for it on the disk now. */
  record NoRoom() implements PublishOutcome {}

  /** The bytes are not those that the publisher meant to send. */
  record OtherBytes(String detail) implements PublishOutcome {}

  /** Too many uploads run, or others change the same file. */
  record Busy() implements PublishOutcome {}

  /** The body did not come to its end. */
  record BrokenOff() implements PublishOutcome {}

  /** The disk does not do as it is told. */
  record DiskFailed(IOException cause) implements PublishOutcome {}
}
