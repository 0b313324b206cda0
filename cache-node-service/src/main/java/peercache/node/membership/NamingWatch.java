package peercache.node.membership;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import peercache.api.NodeId;
import peercache.api.RegistryApi;
import peercache.node.registry.RegistryException;

/** Asks the registry now and then whether it names this node, for the log. */
final class NamingWatch implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(NamingWatch.class);
  static final Duration EVERY = Duration.ofSeconds(15);

  private final NodeId id;
  private final RegistryApi registry;
  private final Naming naming = new Naming();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean running;

  NamingWatch(NodeId id, RegistryApi registry) {
    this.id = id;
    this.registry = registry;
  }

  @Override
  public void start() {
    running = true;
    Thread.ofVirtual().name("naming").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        ask();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      var _ = naming.heard(registry.node(id).unnamed());
    } catch (RegistryException e) {
      LOG.debug("the registry does not say whether it names this node", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    closed.countDown();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
