package peercache.registry.node;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;

/** Writes renewals down, several by one statement. */
@Repository
class RenewalRows {
  // Numbers only grow in a run. A registry that is behind what it once confirmed was set back, and
  // one that has the same number and another checksum is wrong in some other way: either knows
  // holdings that are not there. A registry that is ahead by one applied a report whose receipt is
  // still on the way; further ahead it is by inventories whose receipts were lost.
  //
  // The disk is not waited for: a renewal that a crash of the database undoes is repeated within a
  // second, and leases last longer.
  private static final String RENEW =
      """
      with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
      asked as materialized (
        select a.place, a.used, a.rate, a.fills, a.report_number, a.checksum,
               n.node_key, n.incarnation
        from unhurried
        cross join unnest(:ids, :incarnations, :used, :rates, :fills, :numbers, :checksums)
          with ordinality
          as a (id, incarnation, used, rate, fills, report_number, checksum, place)
        join node n on n.id = a.id and n.incarnation = a.incarnation and not n.departed
        for no key update of n #locked),
      told as (
        select a.*, coalesce(
                 r.number < a.report_number
                 or (r.number = a.report_number and r.checksum_number = r.number
                     and r.checksum <> a.checksum), false) as disputed,
               coalesce(
                 r.complete and r.number in (a.report_number, a.report_number + 1)
                 and (r.checksum_number is not distinct from r.number or a.checksum is null),
                 false) as agreed
        from asked a
        left join holding_report r
          on r.node_key = a.node_key and r.incarnation = a.incarnation)
      update node n set
        lease_until = clock_timestamp() + :leaseMillis * interval '1 millisecond',
        used_bytes = t.used, bytes_per_second = t.rate, fills = t.fills, disputed = t.disputed
      from told t where n.node_key = t.node_key
      returning t.place::int as place, t.disputed or not t.agreed as inventory_wanted,
        exists (
        select from fill_order o
        where o.node_key = n.node_key and o.ended_at is null
          and o.expires_at > clock_timestamp())
        or exists (select from purged_version v where v.part > n.purged_through)
        or (n.draining and exists (
        select from drain d where d.node_key = n.node_key and d.drained_at is not null))
        as ordered
      """;

  /** Whoever holds a node's row, and is frozen with it, must not hold up the other nodes. */
  private static final String RENEW_SEVERAL = RENEW.replace("#locked", "skip locked");

  private static final String RENEW_ONE = RENEW.replace("#locked", "");

  private final JdbcClient jdbc;
  private final long leaseMillis;

  RenewalRows(JdbcClient jdbc, LeaseProperties properties) {
    this.jdbc = jdbc;
    this.leaseMillis = properties.lease().toMillis();
  }

  /** A renewal of a node. */
  record Asked(NodeId node, NodeRenewal renewal) {
    Run run() {
      return new Run(node, renewal.incarnation());
    }
  }

  record Run(NodeId node, long incarnation) {}

  /**
   * What is wanted of a node.
   *
   * @param inventoryWanted of this run
   * @param ordered whether there is an order for it
   */
  record Wanted(boolean inventoryWanted, boolean ordered) {}

  /**
   * Those are missing whose run is not a member, or whose node somebody else is changing. Of
   * several of one run the last one counts.
   */
  Map<Asked, Wanted> renew(List<Asked> all) {
    var lastOfRun = new LinkedHashMap<Run, Asked>();
    all.forEach(asked -> lastOfRun.put(asked.run(), asked));
    var written = write(RENEW_SEVERAL, List.copyOf(lastOfRun.values()));
    var wanted = new HashMap<Asked, Wanted>();
    for (var asked : all) {
      var ofRun = written.get(asked.run());
      if (ofRun != null) {
        wanted.put(asked, ofRun);
      }
    }
    return wanted;
  }

  /**
   * Waits for whoever is changing the node.
   *
   * @return nothing if this run is not a member
   */
  Optional<Wanted> renew(Asked asked) {
    return Optional.ofNullable(write(RENEW_ONE, List.of(asked)).get(asked.run()));
  }

  private Map<Run, Wanted> write(String sql, List<Asked> asked) {
    var wanted = new HashMap<Run, Wanted>();
    jdbc.sql(sql)
        .param("ids", column(asked, String[]::new, one -> one.node().value()))
        .param("incarnations", column(asked, Long[]::new, one -> one.renewal().incarnation()))
        .param("used", column(asked, Long[]::new, one -> one.renewal().usedBytes()))
        .param("rates", column(asked, Long[]::new, one -> one.renewal().bytesPerSecond()))
        .param("fills", column(asked, Integer[]::new, one -> one.renewal().fills()))
        .param("numbers", column(asked, Long[]::new, one -> one.renewal().reportNumber()))
        .param("checksums", column(asked, Long[]::new, RenewalRows::checksum))
        .param("leaseMillis", leaseMillis)
        .query(row -> {
          wanted.put(
              asked.get(row.getInt("place") - 1).run(),
              new Wanted(row.getBoolean("inventory_wanted"), row.getBoolean("ordered")));
        });
    return wanted;
  }

  private static @Nullable Long checksum(Asked asked) {
    var checksum = asked.renewal().checksum();
    return checksum == null ? null : checksum.bits();
  }

  private static <T extends @Nullable Object> T[] column(
      List<Asked> asked, IntFunction<T[]> array, Function<Asked, T> of) {
    return asked.stream().map(of).toArray(array);
  }
}
