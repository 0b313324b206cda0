package peercache.origin.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

class DigesterTests {
  private static byte[] sha256(byte[] bytes, int from, int to) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(bytes, from, to));
  }

  @Test
  void digestsTheWholeAndEachPieceHoweverTheBytesCome() throws Exception {
    byte[] bytes = new byte[25];
    new Random(1).nextBytes(bytes);
    var digester = new Digester(10);
    for (int at = 0; at < 25; at += 7) {
      digester.update(ByteBuffer.wrap(bytes, at, Math.min(7, 25 - at)));
    }
    var digests = digester.finish();
    assertThat(digests.id()).isEqualTo(VersionId.of(sha256(bytes, 0, 25)));
    assertThat(digests.size()).isEqualTo(25);
    byte[] pieces = digests.pieceHashes();
    assertThat(pieces).hasSize(96);
    assertThat(Arrays.copyOfRange(pieces, 0, 32)).isEqualTo(sha256(bytes, 0, 10));
    assertThat(Arrays.copyOfRange(pieces, 32, 64)).isEqualTo(sha256(bytes, 10, 20));
    assertThat(Arrays.copyOfRange(pieces, 64, 96)).isEqualTo(sha256(bytes, 20, 25));
  }

  @Test
  void nothingHasNoPiece() {
    var digests = new Digester(10).finish();
    assertThat(digests.pieceHashes()).isEmpty();
    assertThat(digests.id().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void wholePiecesAreNotFollowedByAnEmptyOne() {
    var digester = new Digester(10);
    digester.update(ByteBuffer.wrap(new byte[20]));
    assertThat(digester.finish().pieceHashes()).hasSize(64);
  }
}
