package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedPeer;
import peercache.nodetest.ScriptedPeer.Told;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** How long a node waits for a manifest that others are about to get. */
class ManifestPatienceIT {
  private static final OriginId DOCS = new OriginId("docs");

  @TempDir Path data;
  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final Content content = origin.add(Content.random(10, 1));
  private TestNode node;
  private Manifests manifests;

  @BeforeEach
  void start() {
    node = TestNode.start("n1", data, origin.uri(), new ScriptedRegistry());
    manifests = node.bean(Manifests.class);
  }

  @AfterEach
  void stop() {
    node.close();
    origin.close();
  }

  private static List<Source.Peer> filling(ScriptedPeer peer) {
    return List.of(new Source.Peer(new NodeId("n9"), peer.uri(), HolderState.FILLING));
  }

  @Test
  void asksAgainWhoIsAboutToHaveIt() throws Exception {
    try (var peer =
        new ScriptedPeer(
            content, before -> before < 3 ? Told.of(503) : ScriptedPeer.honest(content))) {
      var found = manifests.find(DOCS, content.id(), filling(peer), Duration.ofSeconds(20));

      assertThat(found.manifest()).isEqualTo(content.manifest());
      assertThat(peer.manifests.get()).isEqualTo(4);
      assertThat(origin.manifests.get()).isZero();
    }
  }

  @Test
  void goesToTheOriginWhenItsPatienceIsOver() throws Exception {
    try (var peer = new ScriptedPeer(content, before -> Told.of(503))) {
      var found = manifests.find(DOCS, content.id(), filling(peer), Duration.ofMillis(100));

      assertThat(found.manifest()).isEqualTo(content.manifest());
      assertThat(peer.manifests.get()).isGreaterThan(1);
      assertThat(origin.manifests.get()).isEqualTo(1);
    }
  }

  @Test
  void aNodeForWhichTheOthersWaitWaitsForNobody() throws Exception {
    try (var peer = new ScriptedPeer(content, before -> Told.of(503))) {
      manifests.find(DOCS, content.id(), filling(peer), Duration.ZERO);

      assertThat(peer.manifests.get()).isEqualTo(1);
      assertThat(origin.manifests.get()).isEqualTo(1);
    }
  }

  @Test
  void believesNobodyButAnOriginWhoseKeyIsNotKnown() throws Exception {
    try (var peer = new ScriptedPeer(content, before -> ScriptedPeer.honest(content))) {
      assertThatThrownBy(() ->
              manifests.find(
                  new OriginId("unknown"), content.id(), filling(peer), Duration.ofSeconds(1)))
          .isInstanceOf(FillFailed.class)
          .hasMessage("no origin is known as unknown");
      assertThat(peer.manifests.get()).isZero();
    }
  }
}
