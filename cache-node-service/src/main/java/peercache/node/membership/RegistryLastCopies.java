package peercache.node.membership;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.LastCopiesQuestion;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.node.registry.RegistryException;

/**
 * Asks the registry which versions the network would lose with this node. A registry that does not
 * answer is left alone for a while: fills wait for this. Thread-safe.
 */
public final class RegistryLastCopies {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryLastCopies.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final NodeIdentity identity;
  private final RegistryApi registry;
  private final Clock clock;
  private volatile Instant notBefore = Instant.MIN;

  public RegistryLastCopies(NodeIdentity identity, RegistryApi registry, Clock clock) {
    this.identity = identity;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * @param versions at most {@link LastCopiesQuestion#MAX_VERSIONS}
   * @return empty if nobody knows
   */
  public Optional<Set<VersionId>> among(List<VersionId> versions) {
    if (clock.instant().isBefore(notBefore)) {
      return Optional.empty();
    }
    try {
      var question = new LastCopiesQuestion(identity.incarnation(), versions);
      return Optional.of(new HashSet<>(registry.lastCopies(identity.id(), question).versions()));
    } catch (RegistryException e) {
      notBefore = clock.instant().plus(PAUSE);
      LOG.debug("Not known which copies are the last ones", e);
      return Optional.empty();
    }
  }
}
