package peercache.edge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * {@code logback.events} by {@code level}, counted where events are written. What this stands in
 * for counts in a filter that each {@code isDebugEnabled} has to ask, and the network's threads ask
 * dozens of times for a request: 8 % of a hit.
 */
final class LoggedEvents extends LogbackMetrics {
  private static final List<Level> LEVELS =
      List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE);

  private final Logger root;
  private final Counting counting = new Counting();

  LoggedEvents() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    counting.setContext(context);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    var byLevel = new HashMap<Level, Counter>();
    for (var level : LEVELS) {
      byLevel.put(
          level,
          Counter.builder("logback.events")
              .tag("level", level.levelStr.toLowerCase(Locale.ROOT))
              .baseUnit("events")
              .description("Events that were logged")
              .register(registry));
    }
    counting.counters = Map.copyOf(byLevel);
    counting.start();
    root.addAppender(counting);
  }

  @Override
  public void close() {
    root.detachAppender(counting);
    counting.stop();
    super.close();
  }

  private static final class Counting extends AppenderBase<ILoggingEvent> {
    private volatile Map<Level, Counter> counters = Map.of();

    @Override
    protected void append(ILoggingEvent event) {
      var counter = counters.get(event.getLevel());
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
