package peercache.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * A counter for each way in which something can end, under the tag {@code outcome}. All exist from
 * the start, at 0: what never happened is seen as that, and a rate has a value before it begins.
 * Thread-safe.
 */
public final class Outcomes {
  private final String name;
  private final Map<String, Counter> counters = new HashMap<>();

  /**
   * @param outcomes all that there are
   */
  public Outcomes(MeterRegistry meters, String name, String description, String... outcomes) {
    this.name = name;
    for (String outcome : outcomes) {
      counters.put(
          outcome,
          Counter.builder(name).description(description).tag("outcome", outcome).register(meters));
    }
  }

  /**
   * @throws IllegalArgumentException if it is none of those that there are
   */
  public void count(String outcome) {
    var counter = counters.get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException(name + " has no outcome " + outcome);
    }
    counter.increment();
  }
}
