package peercache.edge.hotpath;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A {@code GET} in origin-form over HTTP/1.1 whose headers have no influence on its answer: no
 * range, no condition, no credentials, nothing that asks for another form.
 *
 * @param path raw, begins with a slash
 * @param query raw, without the question mark; null if there is none
 */
public record PlainRequest(String path, @Nullable String query, SocketAddress caller) {}
