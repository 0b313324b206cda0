package peercache.origin.metalink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import peercache.origin.catalog.Version;
import peercache.origin.catalog.Versions;

class MetalinkBodyTests {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private static Metalink metalink(String name, @Nullable Version version) {
    return new Metalink(
        name,
        "http://o/files/x?metalink",
        Instant.parse("2026-01-02T03:04:05.678Z"),
        version,
        List.of("http://n/x", "http://o/files/x?a&direct"));
  }

  private static byte[] read(MetalinkBody body, int max) {
    var all = new ByteArrayOutputStream();
    while (body.readable(all.size()) > 0) {
      var part = body.read(all.size(), max);
      assertThat(part.remaining()).isBetween(1, Math.min(max, 64 << 10));
      all.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    return all.toByteArray();
  }

  private static Document parse(byte[] xml) throws Exception {
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
  }

  @Test
  void isTheDocumentOfRfc5854() {
    var version = Versions.ofSize(MIB + 1);
    var first = new StringBuilder();
    var second = new StringBuilder();
    version.appendPieceHash(0, first);
    version.appendPieceHash(1, second);
    assertThat(new String(read(new MetalinkBody(metalink("x", version)), 1 << 20), UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <metalink xmlns="urn:ietf:params:xml:ns:metalink">
              <generator>Peercache</generator>
              <origin dynamic="true">http://o/files/x?metalink</origin>
              <published>2026-01-02T03:04:05Z</published>
              <file name="x">
                <size>1048577</size>
                <hash type="sha-256">%s</hash>
                <url priority="1">http://n/x</url>
                <url priority="2">http://o/files/x?a&amp;direct</url>
                <pieces type="sha-256" length="1048576">
                  <hash>%s</hash>
                  <hash>%s</hash>
                </pieces>
              </file>
            </metalink>
            """
                .formatted(version.id(), first, second));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, MIB, MIB + 1, 600 * MIB, 1_100 * GIB})
  void hasTheSizeThatItSaysInPartsThatAreSmall(long size) throws Exception {
    var version = Versions.ofSize(size);
    var body = new MetalinkBody(metalink("x", version));
    byte[] xml = read(body, 4 << 20);

    assertThat(xml).hasSize(Math.toIntExact(body.size()));
    var pieces = parse(xml).getElementsByTagName("pieces");
    assertThat(pieces.getLength()).isEqualTo(size == 0 ? 0 : 1);
    if (size > 0) {
      assertThat(pieces.item(0).getTextContent().strip().split("\\s+", -1))
          .hasSize(version.pieceCount());
    }
  }

  @Test
  void isTheSameInPartsOfAnySize() {
    var body = new MetalinkBody(metalink("größe.bin", Versions.ofSize(1_000 * MIB)));
    assertThat(read(body, 77)).isEqualTo(read(body, 4 << 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a&b<c>\"d'e", "größe 数据 🚀", "100% back\\slash", "]]>", "&#0;"})
  void namesComeBackFromAnXmlParserAsTheyAre(String name) throws Exception {
    var file =
        parse(read(new MetalinkBody(metalink(name, null)), 1 << 20)).getElementsByTagName("file");
    assertThat(file.item(0).getAttributes().getNamedItem("name").getNodeValue()).isEqualTo(name);
  }

  @Test
  void saysNothingOfBytesThatMayStillChange() {
    assertThat(new String(read(new MetalinkBody(metalink("x", null)), 1 << 20), UTF_8))
        .contains("<url priority=\"2\">")
        .doesNotContain("<size>", "<hash", "<pieces");
  }

  @Test
  void isOfNoUseWithoutAPlace() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Metalink("x", "u", Instant.EPOCH, null, List.of()));
  }
}
