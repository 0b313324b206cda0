package peercache.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.store.Shelf.Claim;

import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.api.HeldVersion;
import peercache.api.VersionId;

class ShelfTests {
  private static final int KIB = 1024;

  private final Shelf shelf = new Shelf(100 * KIB);

  private static VersionId id(int number) {
    return new VersionId("%064x".formatted(number));
  }

  private void hold(int number, int kib) {
    assertThat(shelf.claim(id(number), (long) kib * KIB)).isInstanceOf(Claim.Granted.class);
    shelf.fulfil(id(number), new Holding((long) kib * KIB, 0, 0), () -> {});
  }

  private List<VersionId> confirmLeaving() {
    var ids = shelf.takeLeaving().stream().map(Shelf.Leaving::id).toList();
    ids.forEach(shelf::left);
    return ids;
  }

  @Test
  void whatIsLargerThanTheCapacityIsTooBigForEver() {
    assertThat(shelf.claim(id(1), 100 * KIB + 1)).isEqualTo(new Claim.TooBigEver(100 * KIB));
    assertThat(shelf.claim(id(1), 100 * KIB)).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void runningFillsLeaveNoRoomForMoreUntilTheyEnd() {
    shelf.claim(id(1), 60 * KIB);

    assertThat(shelf.claim(id(2), 60 * KIB)).isInstanceOf(Claim.NoRoomNow.class);
    shelf.release(id(1));
    assertThat(shelf.claim(id(2), 60 * KIB)).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void aReservationEvictsAtOnce() {
    for (int i = 0; i < 10; i++) {
      hold(i, 10);
    }
    assertThat(shelf.usedBytes()).isEqualTo(100 * KIB);

    shelf.claim(id(50), 35 * KIB);

    assertThat(shelf.takeLeaving()).hasSize(4);
    assertThat(shelf.all()).hasSize(6);
    assertThat(shelf.usedBytes()).isEqualTo(95 * KIB);
  }

  @Test
  void keepsWhatIsUsedOften() {
    for (int i = 0; i < 10; i++) {
      hold(i, 10);
    }
    for (int use = 0; use < 20; use++) {
      assertThat(shelf.get(id(3))).isNotNull();
    }

    for (int i = 100; i < 120; i++) {
      hold(i, 10);
    }

    assertThat(shelf.get(id(3))).isNotNull();
    assertThat(shelf.usedBytes()).isLessThanOrEqualTo(100 * KIB);
  }

  @Test
  void whatLeavesCannotComeBackBeforeItsFileIsGone() {
    hold(1, 60);
    shelf.claim(id(2), 60 * KIB);

    shelf.release(id(2));
    assertThat(shelf.claim(id(1), 60 * KIB)).isInstanceOf(Claim.NoRoomNow.class);
    assertThat(confirmLeaving()).containsExactly(id(1));
    assertThat(shelf.claim(id(1), 60 * KIB)).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void abandonedPartialVersionsGoBeforeWholeOnes() {
    hold(1, 40);
    shelf.claim(id(2), 40 * KIB);
    shelf.park(id(2));
    assertThat(shelf.usedBytes()).isEqualTo(80 * KIB);

    shelf.claim(id(3), 50 * KIB);

    assertThat(shelf.takeLeaving()).containsExactly(new Shelf.Leaving(id(2), 40 * KIB, true));
    assertThat(shelf.all()).containsExactly(new HeldVersion(id(1), 40 * KIB));
    assertThat(shelf.unpark(id(2))).isFalse();
  }

  @Test
  void aPartialVersionThatIsFilledAgainStays() {
    shelf.foundPartial(id(2), 40 * KIB);
    assertThat(shelf.unpark(id(2))).isTrue();

    assertThat(shelf.claim(id(3), 80 * KIB)).isInstanceOf(Claim.NoRoomNow.class);
    assertThat(shelf.takeLeaving()).isEmpty();
  }

  @Test
  void aSmallerCapacityAfterARestartEvicts() {
    for (int i = 0; i < 20; i++) {
      shelf.found(id(i), new Holding(10 * KIB, 0, 0));
    }
    shelf.foundPartial(id(100), 200 * KIB);

    assertThat(shelf.usedBytes()).isLessThanOrEqualTo(100 * KIB);
    assertThat(confirmLeaving()).hasSize(11).contains(id(100));
  }

  @Test
  void announcesBeforeTheVersionCanBeEvicted() {
    shelf.claim(id(1), 10 * KIB);
    shelf.fulfil(
        id(1), new Holding(10 * KIB, 0, 0), () -> assertThat(shelf.isHeld(id(1))).isTrue());
  }

  @Test
  void aDiskSmallerThanTheCapacityEvictsAsMuchAsIsNeeded() {
    for (int i = 0; i < 5; i++) {
      hold(i, 10);
    }

    shelf.shed(15 * KIB);

    assertThat(confirmLeaving()).hasSize(2);
    assertThat(shelf.all()).hasSize(3);
  }
}
