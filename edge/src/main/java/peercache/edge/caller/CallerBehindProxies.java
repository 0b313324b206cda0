package peercache.edge.caller;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;

/**
 * Lets requests that come through a believed proxy appear as the caller's: everything that asks for
 * the remote address, the access log included, gets the caller's.
 */
public final class CallerBehindProxies implements HttpConfiguration.Customizer {
  private final TrustedProxies proxies;

  private CallerBehindProxies(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Before the server starts; costs nothing where no proxy is believed. */
  public static void installIn(Server server, TrustedProxies proxies) {
    if (proxies.isEmpty()) {
      return;
    }
    for (var connector : server.getConnectors()) {
      for (var factory : connector.getConnectionFactories()) {
        if (factory instanceof HttpConfiguration.ConnectionFactory http) {
          var configuration = http.getHttpConfiguration();
          if (configuration.getCustomizer(CallerBehindProxies.class) == null) {
            configuration.addCustomizer(new CallerBehindProxies(proxies));
          }
        }
      }
    }
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    var connection = request.getConnectionMetaData();
    var peer = connection.getRemoteSocketAddress();
    var caller = proxies.caller(peer, request.getHeaders().getValuesList(proxies.header()));
    return caller.equals(peer) ? request : new Forwarded(request, caller);
  }

  private static final class Forwarded extends Request.Wrapper {
    private final ConnectionMetaData connection;

    Forwarded(Request request, SocketAddress caller) {
      super(request);
      connection =
          new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return caller;
            }
          };
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }
}
