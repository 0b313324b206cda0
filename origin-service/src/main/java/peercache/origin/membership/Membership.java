package peercache.origin.membership;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginKey;
import peercache.api.OriginMembership;
import peercache.api.Zone;
import peercache.edge.Escaped;
import peercache.edge.tls.OwnScheme;
import peercache.origin.registry.Registry;
import peercache.origin.signing.SigningKey;

/**
 * Makes the origin known to the registry as soon as it listens, and again in the rhythm that the
 * registry states. A registry that is away changes nothing but the log.
 */
@Component
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(MembershipProperties.class)
  static class Properties {}

  private final MembershipProperties properties;
  private final OriginId id;
  private final Registry registry;
  private final OriginKey publicKey;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile ZoneTable zones = ZoneTable.of(List.of());

  Membership(MembershipProperties properties, Registry registry, SigningKey key) {
    this.properties = properties;
    this.id = properties.originId();
    properties.requireUris();
    this.registry = registry;
    this.publicKey = key.publicKey();
  }

  public OriginId originId() {
    return id;
  }

  /** Where a caller is, by the rules that the registry gave last. */
  public Zone zoneOf(InetAddress caller) {
    return zones.zoneOf(caller);
  }

  @EventListener
  void serverListens(WebServerInitializedEvent event) {
    boolean management = StringUtils.hasText(event.getApplicationContext().getServerNamespace());
    if (!management && registry.isConfigured()) {
      var environment = event.getApplicationContext().getEnvironment();
      URI baseUri =
          properties.effectiveBaseUri(OwnScheme.of(environment), event.getWebServer().getPort());
      Thread.ofVirtual()
          .name("membership")
          .start(() -> keepJoined(new OriginJoin(baseUri, properties.internalUri(), publicKey)));
    }
  }

  @EventListener
  void contextCloses(ContextClosedEvent event) {
    closed.countDown();
  }

  private void keepJoined(OriginJoin join) {
    var rhythm = new JoinRhythm();
    try {
      do {
        tryJoin(join, rhythm);
      } while (!closed.await(rhythm.pause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryJoin(OriginJoin join, JoinRhythm rhythm) {
    try {
      var membership = complete(registry.join(id, join));
      zones = ZoneTable.of(membership.zones());
      if (rhythm.succeeded(membership.renewEvery())) {
        LOG.info("Known to the registry as origin {} at {}", id, join.baseUri());
      }
    } catch (HttpClientErrorException e) {
      log(rhythm.failed(JoinRhythm.Trouble.REFUSED), e);
    } catch (RestClientException | IllegalArgumentException e) {
      log(rhythm.failed(JoinRhythm.Trouble.AWAY), e);
    }
  }

  private static void log(JoinRhythm.News news, Exception trouble) {
    String why = Escaped.of(NestedExceptionUtils.getMostSpecificCause(trouble));
    switch (news) {
      case NONE -> LOG.debug("The registry did not take this origin in: {}", why);
      case NOT_YET ->
          LOG.info(
              "The registry does not answer yet ({}); files are served from here until it does",
              why);
      case NEVER_ANSWERED ->
          LOG.warn(
              "The registry has not answered since the start ({}); files are served from here until"
                  + " it does",
              why);
      case AWAY ->
          LOG.warn(
              "The registry does not answer any more ({}); callers are sent to the nodes known until"
                  + " now while their leases last, then files are served from here",
              why);
      case REFUSED ->
          LOG.error(
              "The registry refuses this origin ({}); trying on, files are served from here", why);
    }
  }

  private static OriginMembership complete(@Nullable OriginMembership answer) {
    if (answer == null || answer.renewEvery() == null || answer.zones() == null) {
      throw new IllegalArgumentException("its answer is incomplete");
    }
    return answer;
  }
}
