package peercache.registry.ranking;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.node.CheckProperties;
import peercache.registry.outage.Pulse;

/** Finds the nodes that may have a version, and those that may get it. */
@Repository
public class Candidates {
  private static final String MEMBER =
      """
      n.id, n.incarnation, n.base_uri, n.internal_uri, n.zone, n.draining, n.capacity_bytes,
      n.bytes_per_second, n.max_bytes_per_second,
      (extract(epoch from n.lease_until - clock_timestamp()) * 1000)::bigint as lease_millis,
      case when :unchecked or (n.named_incarnation = n.incarnation
                               and n.named_uri = coalesce(n.internal_uri, n.base_uri))
           then null else coalesce(n.unnamed, 'its base URI is not proven yet') end as unnamed
      """;

  /** Whether the node {@code n} counts: it renews, and a check has shown that it is there. */
  private static final String NAMED =
      """
      n.lease_until > clock_timestamp()
      and (:unchecked or (n.named_incarnation = n.incarnation
                          and n.named_uri = coalesce(n.internal_uri, n.base_uri)))
      """;

  /** What counts against the node {@code n}. */
  private static final String COMPLAINTS =
      """
      select coalesce(bool_or(k.sha256 = :version), false) as of_this,
             count(distinct k.complainer)::int as complainers
      from complaint k where k.about = n.node_key and k.expires_at > clock_timestamp()
      """;

  // What a node has of a purged version counts only when it has said that the purge is carried out.
  private static final String OF_VERSION =
      """
      select %s, s.whole, s.resting, s.claimed, s.incarnation = n.incarnation as confirmed,
             s.whole and n.disputed as disputed, c.of_this, c.complainers
      from (
        select h.node_key, h.incarnation, true as whole, false as resting,
               null::boolean as claimed
        from holding h where h.sha256 = :version
        union all
        select f.node_key, f.incarnation, false, f.resting, g.claimed
        from filler f
        left join fill_grant g
          on g.sha256 = f.sha256 and g.node_key = f.node_key and g.incarnation = f.incarnation
          and g.expires_at > clock_timestamp()
          and g.progress_at + g.patience > clock_timestamp()
        where f.sha256 = :version and f.expires_at > clock_timestamp()
      ) s
      join node n on n.node_key = s.node_key
      cross join lateral (%s) c
      where (:lost or (s.incarnation = n.incarnation and %s))
        and not exists (select from purged_version v
                        where v.sha256 = :version and v.part > n.purged_through)
      order by s.whole desc
      """
          .formatted(MEMBER, COMPLAINTS, NAMED);

  private static final String SUSPECTS =
      """
      select n.id, c.of_this, c.complainers
      from node n cross join lateral (%s) c
      where n.node_key in (
        select about from complaint where expires_at > clock_timestamp())
      """
          .formatted(COMPLAINTS);

  private static final String MEMBERS =
      """
      select %s from node n where :lost or (%s) order by n.id
      """
          .formatted(MEMBER, NAMED);

  /**
   * Nobody notices that a node was found a second ago; 1,000 of them cost a millisecond each time.
   */
  private static final Duration LATELY = Duration.ofSeconds(1);

  private record Seen(List<Member> members, Instant at) {}

  private final JdbcClient jdbc;
  private final Clock clock;
  private final boolean unchecked;
  private final Pulse pulse;
  private volatile Seen seen = new Seen(List.of(), Instant.EPOCH);

  Candidates(JdbcClient jdbc, Clock clock, CheckProperties checks, Pulse pulse) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.unchecked = !checks.enabled();
    this.pulse = pulse;
  }

  /**
   * Who has the version or is filling it, each node once.
   *
   * @param lost whether to name those as well who do not count: lost nodes, those that are named to
   *     nobody, and what an earlier incarnation held
   */
  public List<Candidate> of(VersionId version, boolean lost) {
    pulse.require();
    var byNode = new LinkedHashMap<NodeId, Candidate>();
    jdbc.sql(OF_VERSION)
        .param("version", version.sha256())
        .param("lost", lost)
        .param("unchecked", unchecked)
        .query(Candidates::candidate)
        .list()
        .forEach(candidate -> byNode.merge(candidate.node().id(), candidate, Candidates::better));
    return List.copyOf(byNode.values());
  }

  /**
   * All nodes.
   *
   * @param lost whether to name the lost ones as well
   */
  public List<Member> members(boolean lost) {
    pulse.require();
    return jdbc.sql(MEMBERS)
        .param("lost", lost)
        .param("unchecked", unchecked)
        .query(Candidates::member)
        .list();
  }

  /** All live nodes, as they were at most a second ago. */
  public List<Member> membersLately() {
    var last = seen;
    var now = clock.instant();
    if (Duration.between(last.at(), now).compareTo(LATELY) < 0) {
      return last.members();
    }
    var members = members(false);
    seen = new Seen(members, now);
    return members;
  }

  /** Nodes from which other nodes are not to fill this version. */
  public Set<NodeId> suspects(VersionId version) {
    return jdbc
        .sql(SUSPECTS)
        .param("version", version.sha256())
        .query((row, _) ->
            suspicion(row) == Suspicion.NONE
                ? Optional.<NodeId>empty()
                : Optional.of(new NodeId(row.getString("id"))))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private static Suspicion suspicion(ResultSet row) throws SQLException {
    return Suspicion.of(row.getBoolean("of_this"), row.getInt("complainers"));
  }

  /** A node that has the whole version may still be ending its fill. */
  private static Candidate better(Candidate one, Candidate other) {
    return one.confirmed() || !other.confirmed() ? one : other;
  }

  private static Candidate candidate(ResultSet row, int number) throws SQLException {
    return new Candidate(
        member(row, number),
        state(row),
        row.getBoolean("confirmed"),
        row.getBoolean("disputed"),
        grant(row),
        suspicion(row));
  }

  private static HolderState state(ResultSet row) throws SQLException {
    if (row.getBoolean("whole")) {
      return HolderState.HOLDING;
    }
    return row.getBoolean("resting") ? HolderState.SPARSE : HolderState.FILLING;
  }

  private static Grant grant(ResultSet row) throws SQLException {
    boolean claimed = row.getBoolean("claimed");
    return row.wasNull() ? Grant.NONE : claimed ? Grant.TAKEN : Grant.GIVEN;
  }

  private static Member member(ResultSet row, int number) throws SQLException {
    long leaseMillis = row.getLong("lease_millis");
    var state =
        leaseMillis <= 0
            ? NodeState.LOST
            : row.getBoolean("draining") ? NodeState.DRAINING : NodeState.LIVE;
    var internalUri = row.getString("internal_uri");
    return new Member(
        new NodeId(row.getString("id")),
        row.getLong("incarnation"),
        URI.create(row.getString("base_uri")),
        internalUri == null ? null : URI.create(internalUri),
        new Zone(row.getString("zone")),
        state,
        row.getLong("capacity_bytes"),
        Headroom.of(
            row.getLong("bytes_per_second"), row.getObject("max_bytes_per_second", Long.class)),
        Duration.ofMillis(Math.max(leaseMillis, 0)),
        row.getString("unnamed"));
  }
}
