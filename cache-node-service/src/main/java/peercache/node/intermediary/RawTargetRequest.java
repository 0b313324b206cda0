package peercache.node.intermediary;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose target goes out as it is. Jetty's own would read the target as a {@link URI},
 * which changes some ({@code //a/b}) and refuses others that servers answer ({@code ?q=%zz}).
 */
final class RawTargetRequest extends HttpRequest {
  private final String path;
  private final @Nullable String query;

  /**
   * @param server scheme, host and port
   */
  RawTargetRequest(HttpClient client, URI server, String path, @Nullable String query) {
    super(client, new HttpConversation(), server);
    this.path = path;
    this.query = query;
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public @Nullable String getQuery() {
    return query;
  }
}
