package peercache.edge;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that this service knows, and who a caller is by the key it shows as a bearer token (RFC
 * 6750 section 2.1). Keys for each node, or certificates, would be further ways to a {@link Role}.
 *
 * @param network shown by the services of the network to each other
 * @param publisher shown by those who publish; absent if nobody may
 */
public record Keyring(Key network, Optional<Key> publisher) {
  private static final String SCHEME = "Bearer ";

  /**
   * @param authorization the value of {@code Authorization}, or null
   */
  public Role roleOf(@Nullable String authorization) {
    if (authorization == null) {
      return Role.ANYONE;
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Role.UNKNOWN;
    }
    String token = authorization.substring(SCHEME.length()).strip();
    if (network.matches(token)) {
      return Role.MEMBER;
    }
    return publisher.filter(key -> key.matches(token)).isPresent() ? Role.PUBLISHER : Role.UNKNOWN;
  }
}
