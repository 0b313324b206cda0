package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peercache.api.HeldVersion;
import peercache.api.NodeId;
import peercache.api.VersionId;

/** What this node writes and remembers in few words. */
class WordsTests {
  @Test
  void aNodesNameIsATokenOrAStringOfRfc9211() {
    assertThat(CacheStatus.of(new NodeId("n1")).hit().getValue()).isEqualTo("n1; hit");
    assertThat(CacheStatus.of(new NodeId("1n")).hit().getValue()).isEqualTo("\"1n\"; hit");
    assertThat(CacheStatus.of(new NodeId("-")).stale().getValue())
        .isEqualTo("\"-\"; hit; detail=stale");
  }

  @Test
  void piecesAreInclusiveRanges() {
    var pieces = new BitSet();
    assertThat(PiecesRoute.ranges(pieces)).isEmpty();
    pieces.set(0, 18);
    pieces.set(20);
    pieces.set(30, 32);
    assertThat(PiecesRoute.ranges(pieces)).isEqualTo("0-17,20,30-31");
  }

  @Test
  void aLossIsRememberedForTwoSecondsOrUntilTheVersionIsBack() {
    var now = new AtomicLong();
    var lost = new LostLately(now::get);
    var version = new HeldVersion(new VersionId("ab".repeat(32)), 1);

    lost.removed(version);
    now.addAndGet(Duration.ofMillis(1_999).toNanos());
    assertThat(lost.contains(version.id())).isTrue();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(lost.contains(version.id())).isFalse();

    lost.removed(version);
    lost.added(version);
    assertThat(lost.contains(version.id())).isFalse();
  }
}
