package peercache.registry.standing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes account of nodes whose leases ended, and holds leases up while the registry is in doubt.
 */
@Service
class Losses {
  private static final Logger log = LoggerFactory.getLogger(Losses.class);

  private static final String LOST =
      """
      select c.node_key from node_check c join node n using (node_key)
      where n.lease_until < clock_timestamp() and not n.departed and not c.lost
        and c.incarnation = n.incarnation
      order by c.node_key limit 1000 for update of c skip locked
      """;

  private static final String WRITE =
      """
      update node_check set lost = true, penalty = :penalty, suppressed = :suppressed,
                            penalty_at = clock_timestamp()
      where node_key = :key
      """;

  /** A second at a time, as long as somebody gets bytes from the node. */
  private static final String HOLD_UP =
      """
      with seen as (
        select n.node_key from node n join node_check c using (node_key)
        where c.proven and not n.departed
          and n.lease_until < clock_timestamp() + :lateMillis * interval '1 ms'
          and n.lease_until > clock_timestamp() - interval '30 seconds'
          and ((c.failures = 0
              and c.passed_at > clock_timestamp() - :passedMillis * interval '1 ms')
            or exists (
              select from observation o
              where o.about = n.node_key and o.outcome <> 'FAILED'
                and o.at > clock_timestamp() - interval '5 seconds'))
        for no key update of n skip locked)
      update node n set
        lease_until = greatest(n.lease_until, clock_timestamp() + interval '1 second')
      from seen where n.node_key = seen.node_key
      """;

  /** Those whose last check began half a second ago or earlier. */
  private static final String CHECK_SILENT =
      """
      update node_check c set due_at = clock_timestamp()
      from (select c.node_key from node_check c join node n using (node_key)
            where c.proven and not n.departed
              and n.lease_until < clock_timestamp() + :lateMillis * interval '1 ms'
              and n.lease_until > clock_timestamp() - interval '30 seconds'
              and c.due_at > clock_timestamp()
              and c.due_at < clock_timestamp() + :soonMillis * interval '1 ms'
            order by c.node_key for update of c skip locked) d
      where c.node_key = d.node_key
      """;

  private final JdbcClient jdbc;
  private final StandingRows rows;

  Losses(JdbcClient jdbc, StandingRows rows) {
    this.jdbc = jdbc;
    this.rows = rows;
  }

  /** Each loss is counted once, by one registry. */
  @Transactional
  void count() {
    var keys = jdbc.sql(LOST).query((row, _) -> row.getInt("node_key")).list();
    for (var known : rows.lock(keys)) {
      var damping = known.evidence().damping().loss();
      jdbc.sql(WRITE)
          .param("penalty", damping.penalty())
          .param("suppressed", damping.suppressed())
          .param("key", known.nodeKey())
          .update();
      rows.gone(known);
      if (damping.suppressed()) {
        String reason = new Standing.Damped(damping.quiet()).reason();
        rows.doNotName(known, reason);
        log.warn("node {} is lost again: {}", known.node(), reason);
      }
    }
  }

  /** What was decided before the doubt is decided again. */
  void checkFailing() {
    jdbc.sql(
            """
            update node_check c set due_at = clock_timestamp()
            from (select node_key from node_check
                  where proven and failures > 0 and due_at > clock_timestamp()
                  order by node_key for update skip locked) d
            where c.node_key = d.node_key
            """)
        .update();
  }

  /**
   * Names on who is silent but seen to send bytes, and looks at once at all who are silent.
   *
   * @param lateMillis a node whose lease is to end so soon is silent
   * @param checkedEveryMillis how often nodes are checked
   * @return how many leases were held up
   */
  @Transactional
  int holdUp(long lateMillis, long checkedEveryMillis) {
    jdbc.sql(CHECK_SILENT)
        .param("lateMillis", lateMillis)
        .param("soonMillis", Math.max(0, checkedEveryMillis - 500))
        .update();
    return jdbc.sql(HOLD_UP)
        .param("lateMillis", lateMillis)
        .param("passedMillis", checkedEveryMillis + 500)
        .update();
  }
}
