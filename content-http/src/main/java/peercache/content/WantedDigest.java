package peercache.content;

import java.util.List;

/** {@code Want-Repr-Digest} (RFC 9530 section 4): a preference, and nothing to be refused. Pure. */
final class WantedDigest {
  static final String HEADER = "Want-Repr-Digest";
  private static final String ALGORITHM = "sha-256";

  private WantedDigest() {}

  /**
   * Whether the client can do nothing with the one digest that there is: its weight is 0. Other
   * algorithms, and what is no integer, are passed over; of several weights the last counts (RFC
   * 9651 section 3.2).
   *
   * @param values of all header lines
   */
  static boolean isRefused(List<String> values) {
    boolean refused = false;
    for (String value : values) {
      for (String member : value.split(",", -1)) {
        int equals = member.indexOf('=');
        if (equals >= 0 && member.substring(0, equals).strip().equals(ALGORITHM)) {
          String weight = member.substring(equals + 1).replaceFirst(";.*", "").strip();
          refused = weight.matches("-?0{1,15}") || (refused && !weight.matches("-?\\d{1,15}"));
        }
      }
    }
    return refused;
  }
}
