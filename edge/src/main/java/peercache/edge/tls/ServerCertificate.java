package peercache.edge.tls;

import java.util.Objects;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.web.server.Ssl;

/**
 * Shows new connections the certificate that the server's bundle has now. Boot reloads bundles into
 * Tomcat and Netty, but not into Jetty.
 */
public final class ServerCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);

  private final String bundleName;
  private final SslContextFactory.Server tls;

  private ServerCertificate(String bundleName, SslContextFactory.Server tls) {
    this.bundleName = bundleName;
    this.tls = tls;
  }

  /**
   * Before the server starts; does nothing for one without a bundle.
   *
   * @throws IllegalStateException if the bundle has no key under its alias
   */
  public static void follow(JettyServletWebServerFactory factory, Server server) {
    var ssl = factory.getSsl();
    var bundles = factory.getSslBundles();
    if (!Ssl.isEnabled(ssl) || bundles == null) {
      return;
    }
    String name = Objects.requireNonNull(ssl).getBundle();
    if (name == null) {
      return;
    }
    requireKey(bundles.getBundle(name));
    for (var connector : server.getConnectors()) {
      var factoryOfTls = connector.getConnectionFactory(SslConnectionFactory.class);
      if (factoryOfTls != null) {
        var certificate = new ServerCertificate(name, factoryOfTls.getSslContextFactory());
        bundles.addBundleUpdateHandler(name, certificate::replace);
      }
    }
  }

  private static void requireKey(SslBundle bundle) {
    var keys = bundle.getStores().getKeyStore();
    if (keys == null) {
      throw new IllegalStateException("server.ssl.bundle has no key");
    }
    bundle.getKey().assertContainsAlias(keys);
  }

  // Connections that exist keep what they agreed on. What cannot be used must not replace what can.
  private void replace(SslBundle bundle) {
    try {
      requireKey(bundle);
      bundle.createSslContext();
      tls.reload(factory -> {
        var stores = bundle.getStores();
        factory.setKeyStorePassword(stores.getKeyStorePassword());
        factory.setKeyManagerPassword(bundle.getKey().getPassword());
        factory.setCertAlias(bundle.getKey().getAlias());
        factory.setKeyStore(stores.getKeyStore());
        factory.setTrustStore(stores.getTrustStore());
      });
      LOG.info("New connections get the new certificate of the bundle {}", bundleName);
    } catch (Exception e) {
      LOG.error("The new bundle {} cannot be used; the certificate stays: {}", bundleName, e, e);
    }
  }
}
