package peercache.localnetwork;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts again what ends by itself, as Compose and Kubernetes do for the deployed services. A part
 * that ends over and over is started at most once in a while.
 */
final class Supervisor {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LocalNetwork network;
  private final PrintStream out;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Supervisor(LocalNetwork network, PrintStream out) {
    this.network = network;
    this.out = out;
  }

  void start() {
    for (var service : network.services()) {
      Thread.ofVirtual().name("watch-" + service.name()).start(() -> watch(service));
    }
    Thread.ofVirtual().name("watch-postgresql").start(this::watchDatabase);
  }

  void stop() {
    stopped.countDown();
  }

  private void watch(ServiceProcess service) {
    try {
      while (ended(service.name(), service.handle())) {
        service.restart();
      }
    } catch (IOException e) {
      out.println(service.name() + " cannot be started again: " + e.getMessage());
    }
  }

  private void watchDatabase() {
    try {
      while (ended("PostgreSQL", network.database().process())) {
        network.database().restart();
      }
    } catch (IOException e) {
      out.println("PostgreSQL cannot be started again: " + e.getMessage());
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
    out.println(name + " ended; it is started again");
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
