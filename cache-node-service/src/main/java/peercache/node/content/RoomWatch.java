package peercache.node.content;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.node.fill.FillFault;
import peercache.node.fill.FillOutcome;

/**
 * Counts the callers whose version could not be filled for want of room, and says in the log when
 * that begins and when it is over. Thread-safe.
 */
final class RoomWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RoomWatch.class);

  private final Map<FillFault, Counter> refused = new EnumMap<>(FillFault.class);
  private final Spell noRoom;
  private final Spell tooBig;

  RoomWatch(MeterRegistry registry, LongSupplier nanoTime) {
    for (var fault :
        new FillFault[] {FillFault.TOO_BIG_EVER, FillFault.NO_ROOM_NOW, FillFault.TOO_MANY_FILLS}) {
      String tag = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
      refused.put(
          fault,
          Counter.builder("peercache.node.fills.refused").tag("reason", tag).register(registry));
    }
    noRoom = new Spell(Duration.ofMinutes(1), nanoTime);
    tooBig = new Spell(Duration.ofHours(1), nanoTime);
  }

  /**
   * @return the outcome itself
   */
  FillOutcome note(FillOutcome outcome) {
    switch (outcome) {
      case FillOutcome.Streaming(var _, boolean joined) when !joined -> taken();
      case FillOutcome.Streaming _, FillOutcome.Held _ -> {}
      case FillOutcome.Refused(FillFault fault, String detail) -> refused(fault, detail);
    }
    return outcome;
  }

  private void taken() {
    long count = noRoom.end();
    if (count > 0) {
      LOG.info("There is room for fills again; {} callers came for what was not filled", count);
    }
  }

  private void refused(FillFault fault, String detail) {
    var counter = refused.get(fault);
    if (counter == null) {
      return;
    }
    counter.increment();
    if (fault == FillFault.TOO_BIG_EVER) {
      long _ = tooBig.end();
      if (tooBig.begin()) {
        LOG.warn("A version is not filled, however often it is asked for: {}", detail);
      }
    } else if (noRoom.begin()) {
      LOG.warn("Fills are refused for want of room, callers get bytes from elsewhere: {}", detail);
    }
  }

  /**
   * A time in which something is refused again and again. It ends when it is quiet, so that a node
   * at its limit, which refuses one fill and takes the next, does not fill the log instead.
   */
  static final class Spell {
    private final long quietNanos;
    private final LongSupplier nanoTime;
    private long count;
    private long last;

    Spell(Duration quiet, LongSupplier nanoTime) {
      this.quietNanos = quiet.toNanos();
      this.nanoTime = nanoTime;
    }

    /**
     * @return whether this is news
     */
    synchronized boolean begin() {
      last = nanoTime.getAsLong();
      return count++ == 0;
    }

    /**
     * @return how often it was refused, if that is over now; otherwise 0
     */
    synchronized long end() {
      if (count == 0 || nanoTime.getAsLong() - last < quietNanos) {
        return 0;
      }
      long refused = count;
      count = 0;
      return refused;
    }
  }
}
