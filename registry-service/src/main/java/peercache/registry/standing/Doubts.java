package peercache.registry.standing;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.registry.node.LeaseProperties;

/** How many nodes seem dead at the moment. */
@Repository
class Doubts {
  private static final String COUNT =
      """
      select count(*)::int as members,
             (count(*) filter (
               where n.lease_until < clock_timestamp() + :lateMillis * interval '1 ms'))::int
               as silent,
             (count(*) filter (where c.failures > 0))::int as failing
      from node n join node_check c using (node_key)
      where not n.departed and c.proven
        and n.lease_until > clock_timestamp() - interval '30 seconds'
      """;

  private final JdbcClient jdbc;
  private final long lateMillis;

  Doubts(JdbcClient jdbc, LeaseProperties lease) {
    this.jdbc = jdbc;
    this.lateMillis = lateMillis(lease);
  }

  /** A node whose lease is to end so soon has not renewed it for too long. */
  static long lateMillis(LeaseProperties lease) {
    return lease.lease().toMillis() / 2;
  }

  /**
   * @param members that were known to serve and lived lately
   * @param silent of them: late with their renewals
   * @param failing of them: failed the last check
   */
  record Count(int members, int silent, int failing) {
    /**
     * @param more that fail, less those that do not any more
     */
    SelfDoubt withFailing(int more) {
      return SelfDoubt.of(members, silent, failing + more);
    }
  }

  Count count() {
    return jdbc.sql(COUNT)
        .param("lateMillis", lateMillis)
        .query((row, _) ->
            new Count(row.getInt("members"), row.getInt("silent"), row.getInt("failing")))
        .single();
  }
}
