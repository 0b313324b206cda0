package peercache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class SurplusTests {
  private static final int KIB = 1024;

  private final Shelf shelf = new Shelf(100 * KIB);
  private final List<List<VersionId>> questions = new ArrayList<>();
  private Optional<Set<VersionId>> lastCopies = Optional.of(Set.of());
  private final Surplus surplus =
      new Surplus(
          shelf,
          versions -> {
            questions.add(versions);
            return lastCopies;
          });

  private static VersionId id(int number) {
    return new VersionId("%064x".formatted(number));
  }

  private static Set<VersionId> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(SurplusTests::id).collect(Collectors.toSet());
  }

  private void hold(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(shelf.claim(id(i), KIB)).isInstanceOf(Shelf.Claim.Granted.class);
      shelf.fulfil(id(i), new Holding(KIB, 0, 0), () -> {});
    }
  }

  /** What leaves when a version of this size comes. */
  private Set<VersionId> evictedBy(int kib) {
    surplus.makeRoomFor((long) kib * KIB);
    assertThat(shelf.claim(id(999), (long) kib * KIB)).isInstanceOf(Shelf.Claim.Granted.class);
    return shelf.takeLeaving().stream().map(Shelf.Leaving::id).collect(Collectors.toSet());
  }

  @Test
  void nobodyIsAskedWhileThereIsRoom() {
    hold(0, 50);

    assertThat(evictedBy(50)).isEmpty();
    assertThat(questions).isEmpty();
  }

  @Test
  void whatOthersHaveGoesFirstHoweverOftenItIsUsed() {
    hold(0, 100);
    for (int use = 0; use < 20; use++) {
      IntStream.range(90, 100).forEach(i -> shelf.get(id(i)));
    }
    lastCopies = Optional.of(ids(0, 90));

    assertThat(evictedBy(10)).isEqualTo(ids(90, 100));
  }

  @Test
  void noMoreIsEvictedThanIsNeeded() {
    hold(0, 100);
    lastCopies = Optional.of(ids(0, 50));

    assertThat(evictedBy(7)).hasSize(7).isSubsetOf(ids(50, 100));
  }

  @Test
  void lastCopiesGoWhenThereIsNothingElse() {
    hold(0, 100);
    lastCopies = Optional.of(ids(0, 98));

    assertThat(evictedBy(10)).hasSize(10).containsAll(ids(98, 100));
  }

  @Test
  void whatNobodyKnowsIsNotWaitedFor() {
    hold(0, 100);
    lastCopies = Optional.empty();

    assertThat(evictedBy(10)).hasSize(10);
    assertThat(questions).hasSize(1);
  }

  @Test
  void aLastCopyIsNotAskedAboutEachTime() {
    hold(0, 100);
    lastCopies = Optional.of(ids(0, 90));
    surplus.makeRoomFor(5 * KIB);

    surplus.makeRoomFor(10 * KIB);

    assertThat(questions).hasSize(2);
    assertThat(questions.getFirst()).hasSize(100);
    assertThat(questions.getLast()).doesNotContainAnyElementsOf(ids(0, 90));
  }

  @Test
  void itAsksOnWhereTheColdestAreAllLastCopies() {
    var big = new Shelf(5_000L * KIB);
    for (int i = 0; i < 5_000; i++) {
      assertThat(big.claim(id(i), KIB)).isInstanceOf(Shelf.Claim.Granted.class);
      big.fulfil(id(i), new Holding(KIB, 0, 0), () -> {});
    }
    var surplusCopy = big.coldest(5_000).getLast();
    new Surplus(
            big,
            versions ->
                Optional.of(
                    versions.stream()
                        .filter(version -> !version.equals(surplusCopy))
                        .collect(Collectors.toSet())))
        .makeRoomFor(KIB);

    assertThat(big.isHeld(surplusCopy)).isFalse();
    assertThat(big.all()).hasSize(4_999);
  }

  @Test
  void whatIsTooBigEverEvictsNothing() {
    hold(0, 100);

    surplus.makeRoomFor(101 * KIB);

    assertThat(shelf.all()).hasSize(100);
  }

  @Test
  void partialVersionsThatNobodyFillsGoBeforeAnyWholeOne() {
    hold(0, 90);
    shelf.claim(id(500), 10 * KIB);
    shelf.park(id(500));

    assertThat(evictedBy(10)).containsExactly(id(500));
    assertThat(questions).isEmpty();
  }
}
