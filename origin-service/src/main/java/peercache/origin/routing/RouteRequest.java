package peercache.origin.routing;

import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;
import peercache.api.VersionId;

/**
 * All of a request that its route depends on.
 *
 * @param version absent for an unsettled file
 * @param direct the caller asks not to be redirected
 * @param credentials the request carries some
 * @param ownDate the request compares dates and the path has its own
 * @param range the value of {@code Range}
 * @param fromNode another node asks, for a caller of its own
 * @param excluded nodes that said that they cannot serve this
 */
public record RouteRequest(
    String method,
    FilePath path,
    @Nullable VersionId version,
    long size,
    boolean direct,
    boolean credentials,
    boolean ownDate,
    @Nullable String range,
    boolean fromNode,
    Set<NodeId> excluded,
    InetSocketAddress client) {}
