package peercache.node.store;

import java.time.Instant;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.content.Body;
import peercache.content.MappedBytes;
import peercache.content.Representation;
import peercache.edge.hotpath.EncodedHead;

/**
 * A whole version, ready to be sent. Whoever got one from the store ends it with {@link #release}
 * or hands that duty to {@link #body}.
 */
public final class StoredVersion {
  private final Representation representation;
  private final long storedSecond;
  private final MappedBytes bytes;

  /** A version is nearly always asked for under the same name. */
  private volatile @Nullable Head lastHead;

  private record Head(String fileName, HttpField freshness, EncodedHead encoded) {
    boolean isFor(String otherName, HttpField otherFreshness) {
      return freshness.equals(otherFreshness) && fileName.equals(otherName);
    }
  }

  StoredVersion(VersionId id, Holding holding, MappedBytes bytes) {
    var lastModified = Instant.ofEpochSecond(holding.modifiedSecond());
    this.representation = Representation.of(id, holding.size(), lastModified);
    this.storedSecond = holding.storedSecond();
    this.bytes = bytes;
  }

  public Representation representation() {
    return representation;
  }

  public long size() {
    return representation.size();
  }

  /** When it came here, in seconds since 1970. */
  public long storedSecond() {
    return storedSecond;
  }

  /**
   * The head of a plain answer with all bytes, encoded when it is first asked for.
   *
   * @param freshness tells apart what is said of the version under the same name
   */
  public EncodedHead head(String fileName, HttpField freshness, Supplier<EncodedHead> encoder) {
    var last = lastHead;
    if (last == null || !last.isFor(fileName, freshness)) {
      last = new Head(fileName, freshness, encoder.get());
      lastHead = last;
    }
    return last.encoded();
  }

  /** All bytes; closing the body releases this. */
  public Body body() {
    return bytes.body();
  }

  public void release() {
    bytes.release();
  }

  boolean retain() {
    return bytes.retain();
  }
}
