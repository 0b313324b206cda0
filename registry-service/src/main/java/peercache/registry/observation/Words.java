package peercache.registry.observation;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.NodeId;
import peercache.api.Observations;
import peercache.api.Observations.Observation;
import peercache.api.Observations.Outcome;
import peercache.api.OriginId;
import peercache.registry.refusal.Refusal;

/**
 * Keeps the last word of everybody about each node, and has whoever is complained of checked at
 * once. What the words amount to is decided with that check.
 */
@Service
public class Words {
  private static final String PUT =
      """
      insert into observation (about, reporter, outcome, probed, at)
      select n.node_key, :reporter, v.outcome, :probed, clock_timestamp()
      from unnest(:ids, :outcomes) as v (id, outcome) join node n on n.id = v.id
      where not n.departed
      order by n.node_key
      on conflict (about, reporter) do update set
        outcome = excluded.outcome, probed = excluded.probed, at = excluded.at
      """;

  private static final String CHECK =
      """
      update node_check c set due_at = clock_timestamp()
      from (select c.node_key from node_check c join node n using (node_key)
            where n.id = any(:ids) and c.due_at > clock_timestamp()
            order by c.node_key for update of c) d
      where c.node_key = d.node_key
      """;

  private final JdbcClient jdbc;

  Words(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is said of nodes that nobody knows is passed over.
   *
   * @throws Refusal if no such origin joined
   */
  @Transactional
  public void ofOrigin(Observations observations) {
    requireKnown(observations.origin());
    put("origin " + observations.origin(), observations.nodes(), true);
  }

  /** A node that fills got nothing from these; it may be itself that is too slow. */
  @Transactional
  public void ofFiller(NodeId filler, Collection<NodeId> failed) {
    put(
        "node " + filler,
        failed.stream().map(id -> new Observation(id, Outcome.FAILED)).toList(),
        false);
  }

  private void requireKnown(OriginId origin) {
    boolean known =
        jdbc.sql("select exists (select from origin where id = :id)")
            .param("id", origin.value())
            .query(Boolean.class)
            .single();
    if (!known) {
      throw new Refusal.BadField("origin", "must have joined: " + origin);
    }
  }

  private void put(String reporter, List<Observation> observations, boolean probed) {
    jdbc.sql(PUT)
        .param("reporter", reporter)
        .param("probed", probed)
        .param("ids", observations.stream().map(one -> one.id().value()).toArray(String[]::new))
        .param(
            "outcomes", observations.stream().map(o -> o.outcome().name()).toArray(String[]::new))
        .update();
    var failed =
        observations.stream()
            .filter(one -> one.outcome() == Outcome.FAILED)
            .map(one -> one.id().value())
            .toArray(String[]::new);
    if (failed.length > 0) {
      jdbc.sql(CHECK).param("ids", failed).update();
    }
  }
}
