package peercache.origin.reachability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import peercache.api.NodeId;
import peercache.api.Observations;
import peercache.api.Observations.Observation;
import peercache.api.Observations.Outcome;
import peercache.origin.membership.Membership;
import peercache.origin.registry.Registry;
import peercache.origin.registry.RegistryLoop;

/**
 * Tells the registry which nodes sent a byte when they were asked for one, and which did not; of
 * each node the last word, twice a second at most. While the registry is in doubt it hears of all
 * nodes that are reached. A registry that does not answer is told later, or not at all. Bounded,
 * thread-safe.
 */
@Component
public final class Experience implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Experience.class);

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);

  private final Registry registry;
  private final Membership membership;
  private final NodeWatch nodes;
  private final Map<NodeId, Outcome> words = new ConcurrentHashMap<>();
  private final RegistryLoop loop = new RegistryLoop("experience", this::tell);
  private volatile boolean running;

  /** Whether the registry said so last. The loop's alone. */
  private boolean inDoubt;

  Experience(Registry registry, Membership membership, NodeWatch nodes) {
    this.registry = registry;
    this.membership = membership;
    this.nodes = nodes;
  }

  /** The node was asked for a byte. Never blocks. */
  void asked(NodeId node, boolean served) {
    if (words.size() < Observations.MAX_NODES || words.containsKey(node)) {
      words.put(node, served ? Outcome.SERVED : Outcome.FAILED);
    }
  }

  @Override
  public void start() {
    running = true;
    if (registry.isConfigured()) {
      loop.start();
    }
  }

  private Duration tell() {
    try {
      inDoubt = tellAll();
      return EVERY;
    } catch (RestClientException e) {
      LOG.debug("The registry did not hear how nodes serve", e);
      return AFTER_FAILURE;
    }
  }

  private boolean tellAll() {
    var said = new HashMap<NodeId, Outcome>();
    if (inDoubt) {
      nodes.all(true).forEach(node -> said.put(node, Outcome.REACHED));
    }
    said.putAll(words);
    nodes.all(false).forEach(node -> said.put(node, Outcome.FAILED));
    List<Observation> observations = new ArrayList<>();
    said.forEach((node, outcome) -> observations.add(new Observation(node, outcome)));
    var told =
        observations.subList(0, Math.min(observations.size(), Observations.MAX_NODES)).stream()
            .toList();
    var receipt = registry.observe(new Observations(membership.originId(), told));
    told.forEach(one -> words.remove(one.id(), one.outcome()));
    return receipt != null && receipt.inDoubt();
  }

  @Override
  public void stop() {
    running = false;
    loop.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
