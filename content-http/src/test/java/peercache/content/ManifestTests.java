package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.VersionId;
import tools.jackson.databind.json.JsonMapper;

class ManifestTests {
  private static final VersionId ID = new VersionId("0f".repeat(32));
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "0, 1024",
    "1, 1024",
    "268435456, 1024",
    "1073741824, 1024",
    "1073741825, 2048",
    "4294967296, 4096",
    "17179869184, 16384",
    "137438953472, 16384"
  })
  void choosesTheSmallestPieceSizeThatKeepsThePiecesFew(long size, int kibibytes) {
    assertThat(Manifest.pieceSizeFor(size)).isEqualTo(kibibytes * 1024);
  }

  @Test
  void knowsWhereItsPiecesAre() {
    var manifest = manifest(2L * MIB + 5, 3);

    assertThat(manifest.offset(2)).isEqualTo(2L * MIB);
    assertThat(manifest.length(1)).isEqualTo(MIB);
    assertThat(manifest.length(2)).isEqualTo(5);
    assertThat(manifest.pieceAt(MIB - 1)).isZero();
    assertThat(manifest.pieceAt(MIB)).isEqualTo(1);
  }

  @Test
  void anEmptyVersionHasNoPiece() {
    assertThat(manifest(0, 0).pieceCount()).isZero();
  }

  @Test
  void refusesWhatDoesNotAddUp() {
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(MIB + 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(-1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest(ID, 0, 3 * MIB, Instant.EPOCH, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest(ID, 0, 32 * MIB, Instant.EPOCH, List.of()));
  }

  @Test
  void travelsAsJson() {
    var json = new JsonMapper();
    var manifest = manifest(5, 1);

    String text = json.writeValueAsString(manifest);

    assertThat(text).contains("\"lastModified\":\"2026-05-01T12:00:00Z\"", "\"pieceSize\":1048576");
    assertThat(json.readValue(text, Manifest.class)).isEqualTo(manifest);
  }

  private static Manifest manifest(long size, int pieces) {
    return new Manifest(
        ID, size, MIB, Instant.parse("2026-05-01T12:00:00.5Z"), Collections.nCopies(pieces, ID));
  }
}
