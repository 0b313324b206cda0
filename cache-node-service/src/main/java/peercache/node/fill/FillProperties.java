package peercache.node.fill;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import peercache.node.exchange.PieceAsk;

/**
 * How this node fills.
 *
 * @param parallelPieces pieces in flight for one fill
 * @param spareAsks asks that one fill leaves open at other nodes beyond the pieces that it has room
 *     for
 * @param askTimeout how long an ask waits at another node for something to be offered
 * @param uploadSlots pieces of one version that are sent to other nodes at once; the others wait in
 *     line
 * @param originShares pieces of one version that are fetched from the origin at once, by all nodes
 *     together
 * @param originSharesOfOthers how many of them by one node that was not given the origin
 * @param maxFills fills at once; callers of further versions are sent back to the origin
 * @param maxConnectionsPerSource connections to one origin or one other node, for all fills
 * @param connectTimeout until a source counts as down
 * @param stallTimeout without a byte from a source until it counts as stalled; never a limit for a
 *     whole transfer
 * @param giveUpAfter without a new byte from any source until the fill fails and its callers with
 *     it; less than the server's idle timeout, which would end them without a reason
 * @param linger how long a fill goes on without any caller before it stops and keeps what it has
 * @param shutOut how long no fill asks a node that sent wrong bytes
 */
@Validated
@ConfigurationProperties("peercache.node.fill")
public record FillProperties(
    @DefaultValue("6") @Min(1) @Max(64) int parallelPieces,
    @DefaultValue("2") @Min(0) @Max(64) int spareAsks,
    @DefaultValue("1s") Duration askTimeout,
    @DefaultValue("6") @Min(1) @Max(64) int uploadSlots,
    @DefaultValue("8") @Min(1) @Max(64) int originShares,
    @DefaultValue("2") @Min(1) @Max(64) int originSharesOfOthers,
    @DefaultValue("64") @Min(1) @Max(10_000) int maxFills,
    @DefaultValue("32") @Min(1) @Max(1_000) int maxConnectionsPerSource,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("5s") Duration stallTimeout,
    @DefaultValue("30s") Duration giveUpAfter,
    @DefaultValue("10m") Duration linger,
    @DefaultValue("10m") Duration shutOut) {

  @AssertTrue(message = "ask-timeout must be 50ms to 10s") boolean isAskBounded() {
    long millis = askTimeout.toMillis();
    return millis >= 50 && millis <= PieceAsk.MAX_WAIT_MILLIS;
  }

  @AssertTrue(
      message = "connect-timeout, stall-timeout, give-up-after and shut-out must be more than 0")
  boolean isBounded() {
    return connectTimeout.isPositive()
        && stallTimeout.isPositive()
        && giveUpAfter.isPositive()
        && shutOut.isPositive();
  }
}
