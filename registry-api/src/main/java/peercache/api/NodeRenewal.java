package peercache.api;

import org.jspecify.annotations.Nullable;

/**
 * A sign of life.
 *
 * @param incarnation the run that renews; an older one than the registry knows is refused
 * @param usedBytes held at the moment, partial versions included
 * @param bytesPerSecond sent to callers and peers, averaged over the time since the last renewal
 * @param fills running at the moment
 * @param reportNumber of the last holding report or inventory that the registry confirmed, 0 for
 *     none
 * @param checksum of all that the registry must know by that report; absent if nothing is claimed
 */
public record NodeRenewal(
    long incarnation,
    long usedBytes,
    long bytesPerSecond,
    int fills,
    long reportNumber,
    @Nullable HoldingsChecksum checksum) {
  public NodeRenewal {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("usedBytes", usedBytes, 0);
    Numbers.require("bytesPerSecond", bytesPerSecond, 0);
    Numbers.require("fills", fills, 0);
    Numbers.require("reportNumber", reportNumber, 0);
  }

  /** Without a claim of what is held. */
  public NodeRenewal(
      long incarnation, long usedBytes, long bytesPerSecond, int fills, long reportNumber) {
    this(incarnation, usedBytes, bytesPerSecond, fills, reportNumber, null);
  }
}
