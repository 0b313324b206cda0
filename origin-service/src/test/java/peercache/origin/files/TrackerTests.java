package peercache.origin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.content.Fillers;
import peercache.content.Fillers.Filler;

class TrackerTests {
  private static final VersionId A = new VersionId("a".repeat(64));
  private static final VersionId B = new VersionId("b".repeat(64));

  private long now;
  private final Tracker tracker = new Tracker(() -> now);

  private static Filler node(int number) {
    return new Filler(new NodeId("n" + number), URI.create("http://10.0.0.1:" + (8000 + number)));
  }

  @Test
  void saysWhoElseFillsTheVersionTheLatestToBeginFirst() {
    tracker.heard(A, node(1));
    tracker.heard(A, node(2));
    tracker.heard(A, node(3));
    tracker.heard(A, node(1));
    tracker.heard(B, node(4));

    assertThat(tracker.others(A, node(3).id()).fillers()).containsExactly(node(2), node(1));
    assertThat(tracker.others(B, node(4).id()).fillers()).isEmpty();
  }

  @Test
  void aNodeThatMovedIsNamedWhereItIsNow() {
    var moved = new Filler(node(1).id(), URI.create("http://10.0.0.2:9000"));
    tracker.heard(A, node(1));
    tracker.heard(A, moved);

    assertThat(tracker.others(A, node(2).id()).fillers()).containsExactly(moved);
  }

  @Test
  void remembersTheLatestOfMany() {
    IntStream.rangeClosed(1, Fillers.MAX + 3).forEach(number -> tracker.heard(A, node(number)));

    assertThat(tracker.others(A, new NodeId("other")).fillers())
        .hasSize(Fillers.MAX)
        .doesNotContain(node(3))
        .contains(node(4));
  }

  @Test
  void forgetsAVersionThatNobodyFillsAnyMore() {
    tracker.heard(A, node(1));
    now += Tracker.REMEMBERED.toNanos();

    assertThat(tracker.others(A, node(2).id()).fillers()).isEmpty();
  }
}
