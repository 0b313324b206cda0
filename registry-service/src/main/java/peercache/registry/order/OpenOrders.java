package peercache.registry.order;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Counts what nodes are still to fill, for a gauge: whether a preheat or a drain goes on. */
@Component
class OpenOrders {
  private static final Logger log = LoggerFactory.getLogger(OpenOrders.class);

  private final JdbcClient jdbc;
  private final AtomicLong open = new AtomicLong();

  OpenOrders(JdbcClient jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    Gauge.builder("peercache.registry.fill.orders.open", open, AtomicLong::get)
        .description("Fills that nodes were told to do and have not ended")
        .register(meters);
  }

  @Scheduled(fixedDelayString = "PT5S")
  void count() {
    try {
      open.set(
          jdbc.sql(
                  """
                  select count(*) from fill_order
                  where ended_at is null and expires_at > clock_timestamp()
                  """)
              .query(Long.class)
              .single());
    } catch (DataAccessException | TransactionException e) {
      log.debug("orders are not counted while the database is away", e);
    }
  }
}
