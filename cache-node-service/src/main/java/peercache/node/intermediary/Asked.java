package peercache.node.intermediary;

import java.util.List;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;

/**
 * What of a request decides.
 *
 * @param origin the one that its authority means, if any
 * @param authority as it was sent, for messages
 * @param absoluteForm whether the request target is a whole URI, as proxies get it
 * @param forThisNode whether the authority is the node's own
 * @param userInfo whether the target has some
 * @param path as it was sent
 * @param query as it was sent, if there is one
 * @param fragment whether the target has one
 * @param credentials whether it carries {@code Authorization} or {@code Cookie}
 * @param accept the values of {@code Accept}
 * @param via the values of {@code Via}
 */
record Asked(
    String method,
    @Nullable OriginId origin,
    String authority,
    boolean absoluteForm,
    boolean forThisNode,
    boolean userInfo,
    String path,
    @Nullable String query,
    boolean fragment,
    boolean credentials,
    List<String> accept,
    List<String> via) {}
