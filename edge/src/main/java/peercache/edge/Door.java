package peercache.edge;

import java.util.Optional;
import peercache.content.Problem;

/** Decides whether a caller may come in; pure. */
public final class Door {
  private Door() {}

  /**
   * @param needed {@code ANYONE}, {@code PUBLISHER} or {@code MEMBER}
   * @param shown who the caller has shown to be
   * @return the answer for a caller who may not: 401 without a good key, 403 with one that is for
   *     something else
   */
  public static Optional<Problem> refusal(Role needed, Role shown) {
    if (needed == Role.ANYONE || needed == shown) {
      return Optional.empty();
    }
    String key = needed == Role.MEMBER ? "the network's key" : "a publisher's key";
    return Optional.of(
        shown == Role.ANYONE || shown == Role.UNKNOWN
            ? Problem.of(
                401, "key-needed", "Unauthorized", "this needs " + key + " as a bearer token")
            : Problem.of(403, "wrong-key", "Forbidden", "this needs " + key));
  }
}
