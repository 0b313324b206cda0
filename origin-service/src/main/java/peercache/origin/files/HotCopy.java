package peercache.origin.files;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peercache.content.Body;
import peercache.content.MappedBytes;
import peercache.edge.hotpath.EncodedHead;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.routing.Reason;

/** The bytes of a file in one state, which nobody can write any more. */
final class HotCopy {
  private final CatalogFile file;
  private final MappedBytes bytes;

  /** A file is nearly always served for the same reason. */
  private volatile @Nullable Head lastHead;

  private record Head(Reason reason, EncodedHead encoded) {}

  HotCopy(CatalogFile file, MappedBytes bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  boolean isOf(CatalogFile other) {
    return file.equals(other);
  }

  /** In bytes, at most what {@link HotCopies} takes. */
  int size() {
    return (int) file.stat().size();
  }

  boolean retain() {
    return bytes.retain();
  }

  void release() {
    bytes.release();
  }

  /** Closing it releases this. */
  Body body() {
    return bytes.body();
  }

  EncodedHead head(Reason reason, Supplier<EncodedHead> encoder) {
    var last = lastHead;
    if (last == null || last.reason() != reason) {
      last = new Head(reason, encoder.get());
      lastHead = last;
    }
    return last.encoded();
  }
}
