package peercache.registry.ranking;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.registry.gathering.Gathering;
import peercache.registry.outage.Pulse;
import peercache.registry.ranking.Sightings.Sighting;

/** Finds the nodes that may have a version, and those that may get it. */
@Repository
public class Candidates {
  /** What counts against the node {@code n}. */
  private static final String SUSPECTS =
      """
      select n.id, c.of_this, c.complainers
      from node n cross join lateral (
        select coalesce(bool_or(k.sha256 = :version), false) as of_this,
               count(distinct k.complainer)::int as complainers
        from complaint k where k.about = n.node_key and k.expires_at > clock_timestamp()) c
      where n.node_key in (
        select about from complaint where expires_at > clock_timestamp())
      """;

  /**
   * Nobody notices that a node was found a second ago; 1,000 of them cost a millisecond each time.
   */
  private static final Duration LATELY = Duration.ofSeconds(1);

  /** Several, so that the others go on while one waits for the disk. */
  private static final Gathering.Limits LIMITS = new Gathering.Limits(64, 4, 10_000);

  private record Seen(List<Member> members, Instant at) {}

  private final JdbcClient jdbc;
  private final NodeRows nodes;
  private final Clock clock;
  private final Pulse pulse;
  private final Gathering<VersionId, Sighting> lookups;
  private volatile Seen seen = new Seen(List.of(), Instant.EPOCH);

  Candidates(JdbcClient jdbc, NodeRows nodes, Sightings sightings, Clock clock, Pulse pulse) {
    this.jdbc = jdbc;
    this.nodes = nodes;
    this.clock = clock;
    this.pulse = pulse;
    this.lookups = new Gathering<>("lookups", LIMITS, sightings::of);
  }

  /**
   * Who has the version or is filling it, each node once; as the database has it after this was
   * asked. Not in a transaction: what that changed and has not committed is not seen.
   *
   * @param lost whether to name those as well who do not count: lost nodes, those that are named to
   *     nobody, and what an earlier incarnation held
   */
  public List<Candidate> of(VersionId version, boolean lost) {
    var sighting = lookups.ask(version);
    return sighting == null ? List.of() : sighting.traces().candidates(sighting.nodes(), lost);
  }

  /**
   * All nodes.
   *
   * @param lost whether to name the lost ones as well
   */
  public List<Member> members(boolean lost) {
    pulse.require();
    return nodes.members(lost);
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
}
