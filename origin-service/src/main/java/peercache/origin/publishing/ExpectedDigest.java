package peercache.origin.publishing;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import peercache.api.VersionId;

/**
 * What {@code Repr-Digest} or {@code Content-Digest} promises (RFC 9530): a dictionary of byte
 * sequences (RFC 9651), of which only {@code sha-256} is checked; pure.
 */
final class ExpectedDigest {
  private static final String ALGORITHM = "sha-256";
  private static final int DIGEST_BYTES = 32;

  private ExpectedDigest() {}

  /**
   * @param values of all such headers
   * @return nothing if there is no promise in SHA-256
   * @throws IllegalArgumentException if the promise cannot be read, or there are two
   */
  static Optional<VersionId> of(List<String> values) {
    Optional<VersionId> found = Optional.empty();
    for (String value : values) {
      for (String member : value.split(",", -1)) {
        var digest = parse(member.strip());
        if (found.isPresent() && digest.isPresent() && !found.equals(digest)) {
          throw new IllegalArgumentException("two different sha-256 digests");
        }
        found = digest.isPresent() ? digest : found;
      }
    }
    return found;
  }

  private static Optional<VersionId> parse(String member) {
    int equals = member.indexOf('=');
    if (member.isEmpty() || equals < 0) {
      throw new IllegalArgumentException("not a dictionary of digests: '" + member + "'");
    }
    if (!member.substring(0, equals).equals(ALGORITHM)) {
      return Optional.empty();
    }
    String value = member.substring(equals + 1);
    int end = value.indexOf(':', 1);
    boolean sequence =
        value.startsWith(":")
            && end > 0
            && (end == value.length() - 1 || value.charAt(end + 1) == ';');
    if (!sequence) {
      throw new IllegalArgumentException("sha-256 is no byte sequence between colons");
    }
    byte[] digest = Base64.getDecoder().decode(value.substring(1, end));
    if (digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("sha-256 has " + digest.length + " bytes and not 32");
    }
    return Optional.of(VersionId.of(digest));
  }
}
