package peercache.node.intermediary;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1.1 connections that remember the form of the request target. Jetty completes a target in
 * origin-form by the {@code Host} header, after which it cannot be told from one in absolute-form;
 * but only the latter asks for a proxy (RFC 9112 section 3.2).
 */
final class TargetFormConnectionFactory extends HttpConnectionFactory {
  private TargetFormConnectionFactory(HttpConfiguration configuration) {
    super(configuration);
  }

  static void installIn(Server server) {
    for (var connector : server.getConnectors()) {
      if (connector instanceof ServerConnector sockets) {
        sockets.setConnectionFactories(
            sockets.getConnectionFactories().stream()
                .map(TargetFormConnectionFactory::replacing)
                .toList());
      }
    }
  }

  private static ConnectionFactory replacing(ConnectionFactory factory) {
    return factory.getClass() == HttpConnectionFactory.class
        ? new TargetFormConnectionFactory(((HttpConnectionFactory) factory).getHttpConfiguration())
        : factory;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new TargetFormConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  /** Whether the request that is being handled came in absolute-form. */
  static boolean isAbsolute(Request request) {
    return request.getConnectionMetaData().getConnection() instanceof TargetFormConnection http
        && http.absoluteForm;
  }

  private static final class TargetFormConnection extends HttpConnection {
    // A connection handles one request at a time, and hands it from thread to thread safely.
    private boolean absoluteForm;

    TargetFormConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
      absoluteForm = uri != null && !uri.startsWith("/") && uri.contains("://");
      return super.newHttpStream(method, uri, version);
    }
  }
}
