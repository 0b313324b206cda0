package peercache.node.fill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peercache.content.SignedManifest;

/**
 * One search for a manifest among other nodes: a few of them in a round, those that may yet get one
 * again in the next. For one thread.
 */
final class RelaySearch {
  private static final int MAX_ASKED_IN_A_ROUND = 3;

  private final BiFunction<Source.Peer, Duration, ManifestAnswer> client;
  private final Rejection rejection;
  private final Predicate<SignedManifest> proven;

  /** Those of which something is to be hoped for, in the order in which they are asked. */
  private final Deque<Source.Peer> hopeful;

  /** Those that did not answer, or not in time. */
  private final List<Source.Peer> failed = new ArrayList<>();

  private boolean someNotYet;

  /** Hears of what is not to be believed. */
  interface Rejection {
    void of(Source.Peer peer, String reason);
  }

  /**
   * @param client asks a node, for so long at most
   * @param proven whether a manifest is the origin's
   */
  RelaySearch(
      List<Source.Peer> peers,
      BiFunction<Source.Peer, Duration, ManifestAnswer> client,
      Predicate<SignedManifest> proven,
      Rejection rejection) {
    this.hopeful = new ArrayDeque<>(peers);
    this.client = client;
    this.proven = proven;
    this.rejection = rejection;
  }

  /**
   * Asks a few nodes, one after the other.
   *
   * @param atMost for all of them together
   * @return null if none of them has what is to be believed
   */
  @Nullable SignedManifest round(Duration atMost) {
    someNotYet = false;
    long end = System.nanoTime() + atMost.toNanos();
    int count = Math.min(MAX_ASKED_IN_A_ROUND, hopeful.size());
    for (int i = 0; i < count; i++) {
      long left = Math.max(1_000_000, end - System.nanoTime());
      var found = ask(hopeful.removeFirst(), Duration.ofNanos(left));
      if (found != null) {
        return found;
      }
      if (System.nanoTime() - end >= 0) {
        return null;
      }
    }
    return null;
  }

  /** Whether a node that was asked in the last round may have a manifest soon. */
  boolean isAnotherRoundOfUse() {
    return someNotYet;
  }

  /** Those that failed are hoped for again, before all others. */
  void forgive() {
    failed.reversed().forEach(hopeful::addFirst);
    failed.clear();
  }

  private @Nullable SignedManifest ask(Source.Peer peer, Duration atMost) {
    return switch (client.apply(peer, atMost)) {
      case ManifestAnswer.Given(SignedManifest manifest) -> {
        if (proven.test(manifest)) {
          yield manifest;
        }
        rejection.of(peer, "the origin did not sign it with the key that it published");
        yield null;
      }
      case ManifestAnswer.Unusable(String detail) -> {
        rejection.of(peer, detail);
        yield null;
      }
      case ManifestAnswer.NotYet() -> {
        hopeful.addLast(peer);
        someNotYet = true;
        yield null;
      }
      case ManifestAnswer.NotThere() -> null;
      case ManifestAnswer.Failed(String _) -> {
        failed.add(peer);
        yield null;
      }
    };
  }
}
