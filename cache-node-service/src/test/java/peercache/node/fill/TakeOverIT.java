package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.OriginId;
import peercache.content.SignedManifest;
import peercache.edge.Keyring;
import peercache.node.limits.Limits;
import peercache.node.membership.NodeIdentity;
import peercache.node.source.SourceConnection;
import peercache.node.source.SourceConnections;
import peercache.node.store.Admission;
import peercache.node.store.PartialVersion;
import peercache.node.store.VersionStore;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** A source goes on with a piece that another one began. */
class TakeOverIT {
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");
  private static final Source SOURCE = new Source.Origin(NOBODY, null, null);

  @TempDir Path data;
  private final Content content = Content.random(2 * Content.PIECE + 5, 1);
  private TestNode node;
  private VersionStore store;
  private PartialVersion partial;
  private PieceProgress piece;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start("n1", data, NOBODY, new ScriptedRegistry());
    store = node.bean(VersionStore.class);
    var admission = store.begin(SignedManifest.unsigned(content.manifest()));
    partial = ((Admission.Granted) admission).partial();
    piece = new PieceProgress(partial, 2, new Blocks());
  }

  @AfterEach
  void stop() throws Exception {
    store.discard(partial);
    node.close();
  }

  private void accept(byte[] bytes) throws Exception {
    piece.room().put(bytes);
    piece.accept(bytes.length);
  }

  private Fetched fetch() throws Exception {
    var flow =
        new Flow() {
          @Override
          public void uses(SourceConnection connection) {}

          @Override
          public void ends() {}

          @Override
          public void received(Source source, int bytes) {}
        };
    var client =
        new SourceClient(
            node.bean(SourceConnections.class),
            node.bean(Keyring.class),
            node.bean(NodeIdentity.class),
            node.bean(Limits.class).intake(),
            node.bean(FillProperties.class));
    return client.fetch(SOURCE, new OriginId("docs"), content.manifest(), piece, flow);
  }

  @Test
  void theLastByteMayHaveComeBeforeTheFirstSourceWasGivenUp() throws Exception {
    accept(content.part(2 * Content.PIECE, 2 * Content.PIECE + 5));

    assertThat(fetch()).isEqualTo(new Fetched.AllBytes());
    assertThat(piece.isRight()).isTrue();
    assertThat(piece.isRight()).as("asked by the one after").isTrue();
  }

  @Test
  void oneByteThatIsMissingHasToCome() throws Exception {
    accept(content.part(2 * Content.PIECE, 2 * Content.PIECE + 4));

    assertThat(fetch()).isInstanceOf(Fetched.Broken.class);
  }

  @Test
  void aPieceThatIsWrongBeginsAgain() throws Exception {
    accept(new byte[5]);

    assertThat(piece.isRight()).isFalse();
    assertThat(piece.missing()).isEqualTo(5);

    accept(content.part(2 * Content.PIECE, 2 * Content.PIECE + 5));
    assertThat(piece.isRight()).isTrue();
  }
}
