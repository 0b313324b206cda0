package peercache.edge.hotpath;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import peercache.edge.caller.TrustedProxies;

/** Makes the HTTP/1.1 connections of a server {@link PlainConnection}s. */
public final class PlainConnectionFactory extends HttpConnectionFactory {
  private final @Nullable PlainHandler handler;
  private final TrustedProxies proxies;
  private final InFlight inFlight;

  private PlainConnectionFactory(
      HttpConfiguration configuration,
      @Nullable PlainHandler handler,
      TrustedProxies proxies,
      InFlight inFlight) {
    super(configuration);
    this.handler = handler;
    this.proxies = proxies;
    this.inFlight = inFlight;
  }

  /**
   * Before the server starts.
   *
   * @param handler null if nothing is plain
   */
  public static void installIn(
      Server server, @Nullable PlainHandler handler, TrustedProxies proxies, InFlight inFlight) {
    for (var connector : server.getConnectors()) {
      if (connector instanceof ServerConnector sockets) {
        sockets.setConnectionFactories(
            sockets.getConnectionFactories().stream()
                .map(factory -> replacing(factory, handler, proxies, inFlight))
                .toList());
      }
    }
  }

  private static ConnectionFactory replacing(
      ConnectionFactory factory,
      @Nullable PlainHandler handler,
      TrustedProxies proxies,
      InFlight inFlight) {
    return factory.getClass() == HttpConnectionFactory.class
        ? new PlainConnectionFactory(
            ((HttpConnectionFactory) factory).getHttpConfiguration(), handler, proxies, inFlight)
        : factory;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    // What goes to an access log is told in terms of the full way.
    var plain = connector.getServer().getRequestLog() == null ? handler : null;
    var connection =
        new PlainConnection(getHttpConfiguration(), connector, endPoint, plain, proxies, inFlight);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }
}
