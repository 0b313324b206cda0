package peercache.content;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Accepts connections over which the kernel can send files by itself. */
public final class SendfileConnector extends ServerConnector {
  private SendfileConnector(ServerConnector model) {
    super(
        model.getServer(),
        model.getExecutor(),
        model.getScheduler(),
        model.getByteBufferPool(),
        model.getAcceptors(),
        model.getSelectorManager().getSelectorCount());
    setConnectionFactories(model.getConnectionFactories());
    setDefaultProtocol(model.getDefaultProtocol());
    setHost(model.getHost());
    setPort(model.getPort());
    setIdleTimeout(model.getIdleTimeout());
    setAcceptQueueSize(model.getAcceptQueueSize());
    model.getEventListeners().forEach(this::addEventListener);
  }

  /** Puts connectors like the server's own in their place; before the server starts. */
  public static void installIn(Server server) {
    server.setConnectors(
        List.of(server.getConnectors()).stream()
            .map(SendfileConnector::like)
            .toArray(Connector[]::new));
  }

  private static Connector like(Connector connector) {
    return connector instanceof ServerConnector sockets && !(connector instanceof SendfileConnector)
        ? new SendfileConnector(sockets)
        : connector;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    var endPoint = new SendfileEndPoint(channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
