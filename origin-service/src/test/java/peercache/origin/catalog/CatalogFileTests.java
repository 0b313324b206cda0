package peercache.origin.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import peercache.api.FilePath;
import peercache.api.VersionId;
import peercache.content.Precondition;

class CatalogFileTests {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final Publication PUBLISHED =
      new Publication(new VersionId("a".repeat(64)), Instant.parse("2026-01-01T00:00:30Z"));

  private static CatalogFile unsettled(String modified) {
    var stat = new Stat(5, FileTime.from(Instant.parse(modified)), "inode");
    return new CatalogFile(new FilePath("a"), Path.of("a"), stat, null, PUBLISHED);
  }

  private static Precondition ifModifiedSince(CatalogFile file, String date) {
    var request = HttpFields.build().add(HttpHeader.IF_MODIFIED_SINCE, date);
    return Precondition.evaluate(request, file.representation(NOW).validators());
  }

  @Test
  void fileThatWasWrittenJustNowHasNothingToBeComparedBy() {
    var file = unsettled("2026-01-01T00:00:59Z");
    assertThat(file.representation(NOW).fields())
        .noneMatch(field -> field.getHeader() == HttpHeader.LAST_MODIFIED)
        .noneMatch(field -> field.getHeader() == HttpHeader.ETAG);
    assertThat(ifModifiedSince(file, "Thu, 01 Jan 2026 00:01:00 GMT"))
        .isEqualTo(Precondition.HOLDS);
  }

  @Test
  void unsettledFileThatIsLeftAloneHasADateAfterThatOfWhatWasPublished() {
    var file = unsettled("2026-01-01T00:00:10Z");
    assertThat(file.representation(NOW).validators().lastModified())
        .isEqualTo(Instant.parse("2026-01-01T00:00:31Z"));
    assertThat(ifModifiedSince(file, "Thu, 01 Jan 2026 00:00:30 GMT"))
        .isEqualTo(Precondition.HOLDS);
  }

  @Test
  void settledFileOfAnOldVersionHasADateOfItsOwn() {
    var digester = new Digester(1 << 20);
    digester.update(ByteBuffer.wrap(new byte[] {1}));
    var version = new Version(digester.finish(), Instant.parse("2026-01-01T00:00:20Z"));
    var stat = new Stat(1, FileTime.from(NOW), "inode");
    var own = new Publication(version.id(), Instant.parse("2026-01-01T00:00:50Z"));
    var file = new CatalogFile(new FilePath("a"), Path.of("a"), stat, version, own);
    assertThat(file.hasOwnDate()).isTrue();
    assertThat(file.representation(NOW).validators().lastModified()).isEqualTo(own.lastModified());
    assertThat(file.representation(NOW).validators().etag())
        .isEqualTo(version.representation().validators().etag());
    assertThat(version.manifest().lastModified()).isEqualTo(version.lastModified());
  }
}
