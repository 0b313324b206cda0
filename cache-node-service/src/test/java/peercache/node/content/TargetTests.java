package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.api.VersionId;

class TargetTests {
  private static final VersionId ID = new VersionId("ab".repeat(32));
  private static final OriginId DOCS = new OriginId("docs");

  @Test
  void readsTheRoutes() {
    assertThat(Target.of("/origins/docs/versions/" + ID + "/a%20b/c.bin"))
        .isEqualTo(new Target.Version(DOCS, ID, new FilePath("a b/c.bin")));
    assertThat(Target.of("/origins/docs/files/versions/x"))
        .isEqualTo(new Target.File(DOCS, new FilePath("versions/x")));
    assertThat(Target.of("/origins/docs/files/")).isEqualTo(new Target.Listing(DOCS, ""));
    assertThat(Target.of("/origins/docs/files")).isEqualTo(new Target.Slashless(DOCS));
    assertThat(Target.of("/origins/docs/files/a b/")).isEqualTo(new Target.Listing(DOCS, "a%20b/"));
    assertThat(Target.of("/versions/" + ID + "/pieces")).isEqualTo(new Target.Pieces(ID));
    assertThat(Target.of("/versions/" + ID + "/manifest")).isEqualTo(new Target.Manifest(ID));
    assertThat(Target.of("/probe/" + "0a".repeat(16))).isEqualTo(new Target.Probe("0a".repeat(16)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/origins/docs/files/../x",
        "/origins/docs/files/a/%2e%2e/x",
        "/origins/docs/files/a%2Fb",
        "/origins/docs/files/a%00",
        "/origins/docs/files//a",
        "/origins/docs/files/a//",
        "/origins/docs/files/%",
        "/origins/Docs/files/a",
        "/origins/docs/versions/abc/a",
        "/origins/docs/versions/abababababababababababababababababababababababababababababababab",
        "/origins//files/a",
        "/origins//files",
        "/versions/abc/pieces",
        "/versions/manifest",
        "/versions/abc/manifest",
        "/probe/",
        "/probe/0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A"
      })
  void namesWhatIsWrong(String path) {
    assertThat(Target.of(path)).isInstanceOf(Target.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "*",
        "/actuator/health",
        "/origins/docs",
        "/origins/docs/other",
        "/origins/docs/other/files",
        "/origins/files",
        "/versions/x"
      })
  void leavesTheRestToOthers(String path) {
    assertThat(Target.of(path)).isEqualTo(new Target.Other());
  }

  @Test
  void survivesARequestWithoutAPath() {
    assertThat(Target.of(null)).isEqualTo(new Target.Other());
  }
}
