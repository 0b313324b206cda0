package peercache.origin.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class ConveyanceTests {
  private static final VersionId A = new VersionId("aa".repeat(32));
  private static final VersionId B = new VersionId("bb".repeat(32));

  private final Conveyance conveyance = new Conveyance();

  private void send(VersionId id, long size, long... counts) {
    var sent = conveyance.of(id, size);
    for (long count : counts) {
      sent.accept(count);
    }
  }

  @Test
  void isOneWhileEachVersionIsConveyedOnce() {
    send(A, 100, 60, 40);
    send(B, 1_000, 10);
    assertThat(conveyance.ratio()).isEqualTo(1);
    assertThat(conveyance.distinctBytes()).isEqualTo(110);
  }

  @Test
  void whatGoesBeyondTheSizeIsRepetition() {
    send(A, 100, 60, 60);
    assertThat(conveyance.distinctBytes()).isEqualTo(100);
    send(A, 100, 80);
    assertThat(conveyance.bytes()).isEqualTo(200);
    assertThat(conveyance.distinctBytes()).isEqualTo(100);
    assertThat(conveyance.ratio()).isEqualTo(2);
  }

  @Test
  void isNoNumberBeforeAnythingWasConveyed() {
    assertThat(conveyance.ratio()).isNaN();
    conveyance.of(A, 0).accept(0);
    assertThat(conveyance.ratio()).isNaN();
    assertThat(conveyance.most(10)).isEmpty();
    assertThat(conveyance.find(A)).isNull();
    assertThat(conveyance.find(B)).isNull();
  }

  @Test
  void listsTheVersionsThatCostMost() {
    send(A, 100, 10);
    send(B, 50, 20);
    assertThat(conveyance.most(1)).containsExactly(new ConveyedVersion(B, 50, 20));
    assertThat(conveyance.most(9))
        .containsExactly(new ConveyedVersion(B, 50, 20), new ConveyedVersion(A, 100, 10));
    assertThat(conveyance.find(A)).isEqualTo(new ConveyedVersion(A, 100, 10));
  }
}
