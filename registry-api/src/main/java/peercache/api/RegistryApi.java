package peercache.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * The registry over HTTP. Whatever changes state needs the network's key as a bearer token. Answers
 * that are not 2xx are {@code application/problem+json}: 400 names the wrong field, 401 and 403 the
 * missing key, 404 a node that never joined, 409 an incarnation or a token that a later one
 * replaced.
 */
@HttpExchange(url = "/v1", accept = "application/json")
public interface RegistryApi {
  @PutExchange("/nodes/{id}")
  Lease join(@PathVariable NodeId id, @RequestBody NodeJoin join);

  @PostExchange("/nodes/{id}/renewal")
  Lease renew(@PathVariable NodeId id, @RequestBody NodeRenewal renewal);

  /**
   * The node goes away at once; what it held counts no more until its next incarnation confirms it.
   */
  @DeleteExchange("/nodes/{id}")
  void leave(@PathVariable NodeId id, @RequestParam long incarnation);

  /**
   * Takes a node out without loss, for as long as nobody takes that back.
   *
   * @param incarnation of the node itself, if it asks because it stops: holds for this run only
   */
  @PutExchange("/nodes/{id}/drain")
  DrainStatus drain(
      @PathVariable NodeId id, @RequestParam(required = false) @Nullable Long incarnation);

  /** The node is to be a member like any. */
  @DeleteExchange("/nodes/{id}/drain")
  void endDrain(@PathVariable NodeId id);

  /** What became of orders; those that the registry does not know any more are passed over. */
  @PostExchange("/nodes/{id}/receipts")
  void confirm(@PathVariable NodeId id, @RequestBody OrderReceipts receipts);

  @PostExchange("/nodes/{id}/holdings")
  ReportReceipt report(@PathVariable NodeId id, @RequestBody HoldingReport report);

  @PutExchange("/nodes/{id}/inventory")
  ReportReceipt inventory(@PathVariable NodeId id, @RequestBody Inventory inventory);

  /** Which versions the node is to evict last, because the network would lose them with it. */
  @PostExchange("/nodes/{id}/last-copies")
  LastCopies lastCopies(@PathVariable NodeId id, @RequestBody LastCopiesQuestion question);

  @GetExchange("/nodes")
  List<NodeStatus> nodes();

  @GetExchange("/nodes/{id}")
  NodeStatus node(@PathVariable NodeId id);

  @PutExchange("/origins/{id}")
  OriginMembership join(@PathVariable OriginId id, @RequestBody OriginJoin join);

  @GetExchange("/origins")
  List<OriginStatus> origins();

  /**
   * Ranks the holders of a version for a caller.
   *
   * @param client the caller's IP address; without it the caller is in {@link Zone#DEFAULT}
   * @param limit at most so many holders, 1 to 64, 8 without it
   * @param origin the owner of the version; with it and {@code size}, and with the network's key,
   *     the fill is given to a node if nobody holds or fills the version
   * @param size of the version in bytes
   * @param exclude nodes that are not to be named
   * @param explain whether to name the nodes that were not chosen
   * @param demand requests for the version a second, 0 to 1,000,000,000, from all callers of the
   *     client's zone, as the origin counted them lately; with {@code origin} and {@code size}
   *     further nodes are made to fill it if that is too much for those that have it
   */
  @GetExchange("/versions/{id}/holders")
  Holders holders(
      @PathVariable VersionId id,
      @RequestParam(required = false) @Nullable String client,
      @RequestParam(required = false) @Nullable Integer limit,
      @RequestParam(required = false) @Nullable OriginId origin,
      @RequestParam(required = false) @Nullable Long size,
      @RequestParam(required = false) List<NodeId> exclude,
      @RequestParam(required = false, defaultValue = "false") boolean explain,
      @RequestParam(required = false) @Nullable Double demand);

  /** As the other one, for whoever does not count requests. */
  default Holders holders(
      VersionId id,
      @Nullable String client,
      @Nullable Integer limit,
      @Nullable OriginId origin,
      @Nullable Long size,
      List<NodeId> exclude,
      boolean explain) {
    return holders(id, client, limit, origin, size, exclude, explain, null);
  }

  @PostExchange("/versions/{id}/fills")
  FillPlan planFill(@PathVariable VersionId id, @RequestBody FillRequest request);

  /** 409 if the fill was given to another node meanwhile: the token is worth nothing any more. */
  @PostExchange("/versions/{id}/fills/renewal")
  FillPlan renewFill(@PathVariable VersionId id, @RequestBody FillRenewal renewal);

  /** The node stopped filling, whether the version is whole now or the fill failed. */
  @DeleteExchange("/versions/{id}/fills")
  void endFill(
      @PathVariable VersionId id, @RequestParam NodeId node, @RequestParam long incarnation);

  /** Another node sent wrong bytes of this version. */
  @PostExchange("/versions/{id}/complaints")
  void complain(@PathVariable VersionId id, @RequestBody Complaint complaint);

  /** Which nodes sent bytes to an origin lately, and which did not. */
  @PostExchange("/observations")
  Observations.Receipt observe(@RequestBody Observations observations);

  /**
   * Waits until a node is taken out of the answers.
   *
   * @param after what the last answer said; absent for the first question, which is answered at
   *     once
   * @param waitMillis how long to wait at most, 0 to 10,000
   */
  @GetExchange("/departures")
  Departures departures(
      @RequestParam(required = false) @Nullable Long after, @RequestParam int waitMillis);
}
