package peercache.registry.outage;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import peercache.registry.node.LeaseProperties;

/** The beat that all registries share, by the database's clock. */
@Repository
class PulseRows {
  private static final String EXCUSE =
      """
      with alive as (
        select node_key from node where not departed and lease_until > :before
        order by node_key for no key update)
      update node n set
        lease_until = greatest(
          n.lease_until, clock_timestamp() + :leaseMillis * interval '1 millisecond')
      from alive where n.node_key = alive.node_key
      """;

  private final JdbcClient jdbc;
  private final LeaseProperties properties;

  PulseRows(JdbcClient jdbc, LeaseProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  private record Last(OffsetDateTime beatAt, Duration silence) {}

  /**
   * @return how many leases were given back
   */
  @Transactional
  int beat() {
    var last =
        jdbc.sql(
                """
                select beat_at,
                       (extract(epoch from clock_timestamp() - beat_at) * 1000)::bigint as silence
                from registry_pulse for update
                """)
            .query((row, _) ->
                new Last(
                    row.getObject("beat_at", OffsetDateTime.class),
                    Duration.ofMillis(row.getLong("silence"))))
            .single();
    int excused =
        Amnesty.isDue(last.silence(), properties.lease())
            ? jdbc.sql(EXCUSE)
                .param("leaseMillis", properties.lease().toMillis())
                .param("before", last.beatAt())
                .update()
            : 0;
    jdbc.sql("update registry_pulse set beat_at = clock_timestamp()").update();
    return excused;
  }
}
