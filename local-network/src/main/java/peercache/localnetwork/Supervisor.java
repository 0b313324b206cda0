package peercache.localnetwork;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts again what ends by itself, as Compose and Kubernetes do for the deployed services. A part
 * that ends over and over is started at most once in a while.
 */
final class Supervisor implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LocalNetwork network;
  private final Consumer<String> progress;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Supervisor(LocalNetwork network, Consumer<String> progress) {
    this.network = network;
    this.progress = progress;
  }

  void start() {
    for (var service : network.services()) {
      Thread.ofVirtual().name("watch-" + service.name()).start(() -> watch(service));
    }
    Thread.ofVirtual().name("watch-postgresql").start(this::watchDatabase);
  }

  /** Waits for {@link #close}; a signal interrupts it. */
  void awaitClose() throws InterruptedException {
    stopped.await();
  }

  /** What ends from now on stays ended. */
  @Override
  public void close() {
    stopped.countDown();
  }

  private void watch(ServiceProcess service) {
    try {
      while (ended(service.name(), service.handle())) {
        service.restart();
      }
    } catch (IOException e) {
      progress.accept(service.name() + " cannot be started again: " + e.getMessage());
    }
  }

  private void watchDatabase() {
    try {
      while (ended("PostgreSQL", network.database().process())) {
        network.database().restart();
      }
    } catch (IOException e) {
      progress.accept("PostgreSQL cannot be started again: " + e.getMessage());
    }
  }

  /**
   * Waits until a process has ended and a pause has passed.
   *
   * @return false if that was because the whole network stops
   */
  private boolean ended(String name, ProcessHandle process) {
    process.onExit().join();
    if (isStopped(Duration.ZERO)) {
      return false;
    }
    progress.accept(name + " ended; it is started again");
    return !isStopped(PAUSE);
  }

  private boolean isStopped(Duration limit) {
    try {
      return stopped.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
