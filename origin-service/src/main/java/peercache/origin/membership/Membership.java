package peercache.origin.membership;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
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
import org.springframework.web.client.RestClientException;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginKey;
import peercache.api.OriginMembership;
import peercache.api.Zone;
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
    properties.requireBaseUri();
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
          .start(() -> keepJoined(new OriginJoin(baseUri, publicKey)));
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
    } catch (RestClientException | IllegalArgumentException e) {
      if (rhythm.failed()) {
        LOG.warn(
            "The registry does not know this origin ({}); files are served from here until it does",
            NestedExceptionUtils.getMostSpecificCause(e).toString());
      }
    }
  }

  private static OriginMembership complete(@Nullable OriginMembership answer) {
    if (answer == null || answer.renewEvery() == null || answer.zones() == null) {
      throw new IllegalArgumentException("its answer is incomplete");
    }
    return answer;
  }

  /** When to join next; pure. */
  static final class JoinRhythm {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final Duration MAX_RENEWAL = Duration.ofMinutes(10);

    private enum State {
      UNKNOWN,
      UP,
      DOWN
    }

    private State state = State.UNKNOWN;
    private Duration pause = Duration.ZERO;

    /**
     * @return whether this is news
     */
    boolean succeeded(Duration renewEvery) {
      boolean news = state != State.UP;
      state = State.UP;
      var wanted = renewEvery.multipliedBy(8).dividedBy(10);
      pause = clamp(wanted, FIRST_PAUSE, MAX_RENEWAL);
      return news;
    }

    /**
     * @return whether this is news
     */
    boolean failed() {
      boolean news = state != State.DOWN;
      pause = news ? FIRST_PAUSE : clamp(pause.multipliedBy(2), FIRST_PAUSE, MAX_PAUSE);
      state = State.DOWN;
      return news;
    }

    Duration pause() {
      return pause;
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
      if (value.compareTo(least) < 0) {
        return least;
      }
      return value.compareTo(most) > 0 ? most : value;
    }
  }
}
