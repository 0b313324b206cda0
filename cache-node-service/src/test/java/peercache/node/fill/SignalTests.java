package peercache.node.fill;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalTests {
  private static final long FOR_EVER = SECONDS.toNanos(1_000);

  private final Signal signal = new Signal();

  private CompletableFuture<Void> awaiting() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            signal.await(FOR_EVER);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        Thread::startVirtualThread);
  }

  @Test
  void wakesWhoRests() throws Exception {
    var resting = awaiting();
    signal.give();

    resting.get(10, SECONDS);
  }

  @Test
  void countsOnceHoweverOftenItWasGivenBefore() throws Exception {
    signal.give();
    signal.give();

    signal.await(FOR_EVER);
    long start = System.nanoTime();
    signal.await(1_000_000);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void nothingThatItIsGivenForIsMissed() throws Exception {
    var made = new AtomicInteger();
    var maker =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 100_000; i++) {
            made.incrementAndGet();
            signal.give();
          }
        });
    while (made.get() < 100_000) {
      signal.await(FOR_EVER); // would not end, if the last one were missed
    }
    maker.get(10, SECONDS);
  }

  @Test
  void anInterruptEndsTheRest() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> signal.await(FOR_EVER)).isInstanceOf(InterruptedException.class);
  }
}
