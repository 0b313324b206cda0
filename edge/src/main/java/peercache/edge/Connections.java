package peercache.edge;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import peercache.content.SendfileConnector;
import peercache.content.SlowClients;

/** What the server accepts of a connection, whatever the protocol on it. */
final class Connections {
  /** Room for a path of the greatest length, percent-encoded, beside ordinary headers. */
  private static final int REQUEST_HEADER_BYTES = 16 * 1024;

  private final HttpProperties bounds;

  Connections(HttpProperties bounds) {
    this.bounds = bounds;
  }

  /** Before the server starts. */
  void configure(Server server) {
    SendfileConnector.installIn(server);
    moveConnectionLimit(server);
    for (var connector : server.getConnectors()) {
      connector.getConnectionFactories().forEach(this::configure);
    }
    SlowClients.endIn(server, bounds.headTimeout(), bounds.stallTimeout());
  }

  /** Boot made it for connectors that are not the server's any more. */
  private static void moveConnectionLimit(Server server) {
    var limit = server.getBean(NetworkConnectionLimit.class);
    if (limit != null) {
      server.removeBean(limit);
      server.addBean(
          new NetworkConnectionLimit(limit.getMaxNetworkConnectionCount(), server.getConnectors()));
    }
  }

  private void configure(ConnectionFactory factory) {
    if (factory instanceof HttpConfiguration.ConnectionFactory http) {
      configure(http.getHttpConfiguration());
    }
    if (factory instanceof AbstractHTTP2ServerConnectionFactory http2) {
      http2.setConnectProtocolEnabled(false);
      http2.setMaxConcurrentStreams(bounds.maxStreams());
      http2.setRateControlFactory(new WindowRateControl.Factory(bounds.maxControlFrames()));
      http2.setStreamIdleTimeout(bounds.stallTimeout().toMillis());
    }
  }

  private static void configure(HttpConfiguration http) {
    http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
    http.setSendServerVersion(false);
    // The hot paths read raw targets with a stricter grammar of their own, and name what is wrong.
    http.setUriCompliance(UriCompliance.UNSAFE);
  }
}
