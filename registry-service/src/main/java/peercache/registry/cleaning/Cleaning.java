package peercache.registry.cleaning;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/**
 * Takes away what counts no more, a bounded number of rows at a time. Rows that another registry is
 * taking away are skipped, so several may clean at once.
 */
@Component
class Cleaning implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(Cleaning.class);

  private static final String LOST_LONG_AGO =
      "n.lease_until < clock_timestamp() - :retentionMillis * interval '1 millisecond'";

  /** A grant is kept a while after it ended: its node may still take it up again. */
  private static final String ENDED_LONG_AGO =
      "expires_at < clock_timestamp() - interval '1 minute'";

  /** What became of an order is of interest for a while. */
  private static final String EXPIRED_LONG_AGO =
      "expires_at < clock_timestamp() - :retentionMillis * interval '1 millisecond'";

  private final JdbcClient jdbc;
  private final CleaningProperties properties;

  Cleaning(JdbcClient jdbc, CleaningProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar registrar) {
    registrar.addFixedDelayTask(this::cleanOrPutOff, properties.every());
  }

  private void cleanOrPutOff() {
    try {
      clean();
    } catch (DataAccessException e) {
      log.info("cleaning is put off: {}", e.getMessage());
    }
  }

  void clean() {
    delete("fill_grant", "select ctid from fill_grant where " + ENDED_LONG_AGO, "");
    delete("filler", "select ctid from filler where " + ENDED_LONG_AGO, "");
    delete("complaint", "select ctid from complaint where " + ENDED_LONG_AGO, "");
    delete("fill_order", "select ctid from fill_order where " + EXPIRED_LONG_AGO, "");
    delete(
        "version_origin",
        "select ctid from version_origin"
            + " where noted_at < clock_timestamp() - interval '90 days'",
        "");
    delete("preheat", "select ctid from preheat where " + EXPIRED_LONG_AGO, "");
    delete(
        "observation",
        "select ctid from observation where at < clock_timestamp() - interval '1 minute'",
        "");
    delete(
        "holding_report",
        "select r.ctid from holding_report r join node n using (node_key)"
            + " where r.incarnation < n.incarnation",
        "of r");
    // First, so that a node that comes back while its holdings are taken away is asked for all of
    // them.
    delete(
        "holding_report",
        "select r.ctid from holding_report r join node n using (node_key) where " + LOST_LONG_AGO,
        "of r");
    delete(
        "holding",
        "select h.ctid from holding h join node n using (node_key) where " + LOST_LONG_AGO,
        "of h");
    int nodes =
        delete(
            "node",
            "select n.ctid from node n where "
                + LOST_LONG_AGO
                + " and not exists (select from holding h where h.node_key = n.node_key)",
            "of n");
    if (nodes > 0) {
      log.info("forgot {} nodes that were lost for longer than {}", nodes, properties.retention());
    }
  }

  private int delete(String table, String rows, String of) {
    return jdbc.sql(
            "delete from %s where ctid = any(array(%s limit :batch for update %s skip locked))"
                .formatted(table, rows, of))
        .param("batch", properties.batch())
        .param("retentionMillis", properties.retention().toMillis())
        .update();
  }
}
