package peercache.registry.ranking;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.VersionId;
import peercache.registry.ranking.Traces.Filler;
import peercache.registry.ranking.Traces.Trace;

/** Reads what there is of versions: one row for each of them, whoever has it. */
@Repository
class TraceRows {
  private static final String TRACES =
      """
      select w.sha256, (select c.number from node_change c) as number,
             floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at,
             h.nodes as holders, h.runs as holder_runs,
             f.nodes as fillers, f.runs as filler_runs, f.resting, f.claimed,
             p.part as purged_part, k.accused
      from unnest(:versions) as w (sha256)
      cross join lateral (
        select array_agg(h.node_key) as nodes, array_agg(h.incarnation) as runs
        from holding h where h.sha256 = w.sha256) h
      cross join lateral (
        select array_agg(f.node_key) as nodes, array_agg(f.incarnation) as runs,
               array_agg(f.resting) as resting, array_agg(g.claimed) as claimed
        from filler f
        left join fill_grant g
          on g.sha256 = f.sha256 and g.node_key = f.node_key and g.incarnation = f.incarnation
          and g.expires_at > clock_timestamp()
          and g.progress_at + g.patience > clock_timestamp()
        where f.sha256 = w.sha256 and f.expires_at > clock_timestamp()) f
      cross join lateral (
        select max(v.part) as part from purged_version v where v.sha256 = w.sha256) p
      cross join lateral (
        select array_agg(k.about) as accused from complaint k
        where k.sha256 = w.sha256 and k.expires_at > clock_timestamp()) k
      """;

  private static final Integer[] NO_INTEGERS = {};
  private static final Long[] NO_LONGS = {};
  private static final Boolean[] NO_BOOLEANS = {};

  private final JdbcClient jdbc;

  TraceRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Of each of these versions, in one moment. */
  Map<VersionId, Traces> of(List<VersionId> versions) {
    var found = HashMap.<VersionId, Traces>newHashMap(versions.size());
    jdbc.sql(TRACES)
        .param("versions", versions.stream().map(VersionId::sha256).toArray(byte[][]::new))
        .query(row -> {
          found.put(VersionId.of(row.getBytes("sha256")), traces(row));
        });
    return found;
  }

  private static Traces traces(ResultSet row) throws SQLException {
    return new Traces(
        row.getLong("number"),
        row.getLong("at"),
        traces(integers(row, "holders"), longs(row, "holder_runs")),
        fillers(row),
        row.getLong("purged_part"),
        Set.copyOf(List.of(integers(row, "accused"))));
  }

  private static List<Trace> traces(Integer[] nodes, Long[] runs) {
    var traces = new ArrayList<Trace>(nodes.length);
    for (int i = 0; i < nodes.length; i++) {
      traces.add(new Trace(nodes[i], runs[i]));
    }
    return traces;
  }

  private static List<Filler> fillers(ResultSet row) throws SQLException {
    var traces = traces(integers(row, "fillers"), longs(row, "filler_runs"));
    var resting = booleans(row, "resting");
    var claimed = booleans(row, "claimed");
    var fillers = new ArrayList<Filler>(traces.size());
    for (int i = 0; i < traces.size(); i++) {
      boolean rests = Boolean.TRUE.equals(resting[i]);
      fillers.add(new Filler(traces.get(i), rests, grant(claimed[i])));
    }
    return fillers;
  }

  private static Grant grant(@Nullable Boolean claimed) {
    if (claimed == null) {
      return Grant.NONE;
    }
    return claimed ? Grant.TAKEN : Grant.GIVEN;
  }

  private static Integer[] integers(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? NO_INTEGERS : (Integer[]) array.getArray();
  }

  private static Long[] longs(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? NO_LONGS : (Long[]) array.getArray();
  }

  private static @Nullable Boolean[] booleans(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? NO_BOOLEANS : (Boolean[]) array.getArray();
  }
}
