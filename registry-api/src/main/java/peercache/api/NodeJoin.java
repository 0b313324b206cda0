package peercache.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A node asks to become a member, or comes back after a restart.
 *
 * @param baseUri where callers reach it, without a trailing slash
 * @param internalUri where other nodes and origins reach it; absent if that is the base URI too
 * @param capacityBytes what it can hold, more than 0
 * @param maxBytesPerSecond what it can send, more than 0; absent if nobody measured it
 * @param incarnation which run of the node process this is; a later run has a higher number, at
 *     least 1
 */
public record NodeJoin(
    URI baseUri,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI internalUri,
    Zone zone,
    long capacityBytes,
    @Nullable Long maxBytesPerSecond,
    long incarnation) {
  public NodeJoin {
    baseUri = BaseUri.require("baseUri", baseUri);
    internalUri = BaseUri.requireIfAny("internalUri", internalUri);
    Numbers.require("capacityBytes", capacityBytes, 1);
    if (maxBytesPerSecond != null) {
      Numbers.require("maxBytesPerSecond", maxBytesPerSecond, 1);
    }
    Numbers.require("incarnation", incarnation, 1);
  }
}
