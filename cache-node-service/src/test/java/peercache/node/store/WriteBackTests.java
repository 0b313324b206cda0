package peercache.node.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteBackTests {
  private static final long STEP = 32 << 20;

  private final Disk disk = new Disk();
  private final WriteBack writeBack = new WriteBack(disk);

  @Test
  void bringsWhatIsWrittenToTheDiskInSteps() throws Exception {
    writeBack.wrote(STEP - 1);
    assertThat(disk.forced.get()).isZero();

    writeBack.wrote(1);
    await().until(() -> disk.forced.get() == 1);
    writeBack.wrote(STEP);
    await().until(() -> disk.forced.get() == 2);

    writeBack.end();
  }

  @Test
  void whatDidNotReachTheDiskIsToldInTheEnd() {
    disk.fails = true;

    writeBack.wrote(STEP);
    await().until(() -> disk.forced.get() == 1);

    assertThatThrownBy(writeBack::end).hasRootCauseMessage("scripted");
  }

  @Test
  void theEndWaitsForTheStepThatRuns() throws Exception {
    disk.hold = new CountDownLatch(1);
    writeBack.wrote(STEP);
    await().until(() -> disk.forced.get() == 1);
    disk.fails = true;

    var end = CompletableFuture.supplyAsync(this::failureInTheEnd, Thread::startVirtualThread);
    disk.hold.countDown();

    assertThat(end.get(10, SECONDS)).hasRootCauseMessage("scripted");
  }

  private Throwable failureInTheEnd() {
    return catchThrowable(writeBack::end);
  }

  /** A disk that takes everything, or fails when it is to keep it. */
  private static final class Disk implements WriteBack.Force {
    final AtomicInteger forced = new AtomicInteger();
    volatile CountDownLatch hold = new CountDownLatch(0);
    volatile boolean fails;

    @Override
    public void force() throws IOException {
      forced.incrementAndGet();
      try {
        hold.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (fails) {
        throw new IOException("scripted");
      }
    }
  }
}
