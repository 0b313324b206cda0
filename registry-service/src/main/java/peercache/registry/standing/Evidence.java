package peercache.registry.standing;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of a node at one moment.
 *
 * @param proven whether this run once answered at this base URI under the network's key
 * @param failures of the registry's checks, in a row
 * @param failure what the last of them showed, in words; null if it passed
 * @param failedBy how many origins and nodes said last that they got nothing from it
 * @param probedBy how many of them had asked it for a byte to find out; a node that fills may be
 *     too slow itself
 * @param servedBy how many said last that they got bytes from it
 * @param leaseRuns whether it renews
 * @param damping for how often it was lost
 */
record Evidence(
    boolean proven,
    int failures,
    @Nullable String failure,
    int failedBy,
    int probedBy,
    int servedBy,
    boolean leaseRuns,
    Damping damping) {
  /** What the last check showed; empty if it passed. */
  String words() {
    return failure == null ? "" : failure;
  }
}
