package peercache.nodetest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peercache.api.Complaint;
import peercache.api.Departures;
import peercache.api.DrainStatus;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.Holders;
import peercache.api.HoldingReport;
import peercache.api.Inventory;
import peercache.api.LastCopies;
import peercache.api.LastCopiesQuestion;
import peercache.api.Lease;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.NodeStatus;
import peercache.api.Observations;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginMembership;
import peercache.api.OriginStatus;
import peercache.api.RegistryApi;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.node.registry.RegistryAwayException;
import peercache.node.registry.RegistryRefusedException;

/** A registry that plans fills as a test says; the origin for whoever asks, if it says nothing. */
public final class ScriptedRegistry implements RegistryApi {
  public static final Duration RENEW_EVERY = Duration.ofMillis(500);

  public final Queue<FillRequest> planned = new ConcurrentLinkedQueue<>();
  public final Queue<FillRenewal> renewed = new ConcurrentLinkedQueue<>();

  public final Queue<Complaint> complaints = new ConcurrentLinkedQueue<>();
  public final Queue<OrderReceipt> receipts = new ConcurrentLinkedQueue<>();

  /** What happened, in order; also what listeners heard. */
  public final Queue<String> events = new ConcurrentLinkedQueue<>();

  /** Whom it names to whoever asks who has a version. */
  public volatile List<Holder> holders = List.of();

  /** What it says that no other node has. */
  public volatile Set<VersionId> lastCopies = Set.of();

  public volatile boolean away;
  public volatile boolean refusesRenewals;
  public volatile Function<FillRequest, FillPlan> plan = request -> fromOrigin(1);

  public static FillPlan fromOrigin(long token) {
    return new FillPlan(List.of(), token, Duration.ofSeconds(2), RENEW_EVERY);
  }

  public static FillPlan from(FillPlan.Source... sources) {
    return new FillPlan(List.of(sources), null, Duration.ofSeconds(2), RENEW_EVERY);
  }

  /** A node that has the whole version, or says so. */
  public static Holder holder(String id, URI uri) {
    return new Holder(
        new NodeId(id), uri, null, Zone.DEFAULT, HolderState.HOLDING, 0, Duration.ofSeconds(3));
  }

  @Override
  public FillPlan planFill(VersionId id, FillRequest request) {
    failIfAway();
    planned.add(request);
    return plan.apply(request);
  }

  @Override
  public FillPlan renewFill(VersionId id, FillRenewal renewal) {
    failIfAway();
    renewed.add(renewal);
    if (refusesRenewals) {
      refusesRenewals = false;
      throw new RegistryRefusedException(409, "scripted", new IllegalStateException());
    }
    var renewed =
        plan.apply(
            new FillRequest(
                renewal.node(), renewal.incarnation(), new OriginId("docs"), List.of()));
    return renewal.resting()
        ? new FillPlan(renewed.sources(), null, renewed.length(), renewed.renewEvery())
        : renewed;
  }

  @Override
  public void endFill(VersionId id, NodeId node, long incarnation) {
    failIfAway();
    events.add("end " + id);
  }

  @Override
  public void complain(VersionId id, Complaint complaint) {
    failIfAway();
    complaints.add(complaint);
  }

  private void failIfAway() {
    if (away) {
      throw new RegistryAwayException("scripted", new IllegalStateException());
    }
  }

  @Override
  public DrainStatus drain(NodeId id, @Nullable Long incarnation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endDrain(NodeId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void confirm(NodeId id, OrderReceipts given) {
    failIfAway();
    receipts.addAll(given.receipts());
  }

  @Override
  public Lease join(NodeId id, NodeJoin join) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Lease renew(NodeId id, NodeRenewal renewal) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void leave(NodeId id, long incarnation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReportReceipt report(NodeId id, HoldingReport report) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReportReceipt inventory(NodeId id, Inventory inventory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LastCopies lastCopies(NodeId id, LastCopiesQuestion question) {
    failIfAway();
    return new LastCopies(question.versions().stream().filter(lastCopies::contains).toList());
  }

  @Override
  public List<NodeStatus> nodes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public NodeStatus node(NodeId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Observations.Receipt observe(Observations observations) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Departures departures(@Nullable Long after, int waitMillis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OriginMembership join(OriginId id, OriginJoin join) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<OriginStatus> origins() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Holders holders(
      VersionId id,
      @Nullable String client,
      @Nullable Integer limit,
      @Nullable OriginId origin,
      @Nullable Long size,
      List<NodeId> exclude,
      boolean explain,
      @Nullable Double demand) {
    failIfAway();
    return new Holders(id, Zone.DEFAULT, List.copyOf(holders), null, List.of());
  }
}
