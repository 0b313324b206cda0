package peercache.node.intermediary;

import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Request;

/** The caller's address as the registry wants it: a plain IP, without brackets or a scope. */
final class ClientAddress {
  private ClientAddress() {}

  static String of(Request request) {
    if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress caller
        && caller.getAddress() != null) {
      String ip = caller.getAddress().getHostAddress();
      int scope = ip.indexOf('%');
      return scope < 0 ? ip : ip.substring(0, scope);
    }
    throw new IllegalStateException("a caller without an address");
  }
}
