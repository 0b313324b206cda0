package peercache.origin.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.Representation;

/** A version that this origin has published. Immutable. */
public final class Version {
  private static final int DIGEST_BYTES = 32;

  private final VersionId id;
  private final long size;
  private final int pieceSize;
  private final Instant lastModified;
  // 32 bytes a piece and not a list of ids: a terabyte of large files has 65,536 pieces.
  private final byte[] pieceHashes;
  // Made when it is first asked for; made twice by a race, it is the same.
  private volatile @Nullable Representation representation;
  private volatile @Nullable List<HttpField> digestFields;

  /**
   * @param lastModified when this origin first published it, whole seconds; never changes, because
   *     nodes say it too
   */
  Version(Digests digests, Instant lastModified) {
    this.id = digests.id();
    this.size = digests.size();
    this.pieceSize = digests.pieceSize();
    this.pieceHashes = digests.pieceHashes();
    this.lastModified = lastModified;
  }

  public VersionId id() {
    return id;
  }

  public long size() {
    return size;
  }

  public Instant lastModified() {
    return lastModified;
  }

  /** In bytes; the last piece may be shorter. */
  public int pieceSize() {
    return pieceSize;
  }

  byte[] pieceHashes() {
    return pieceHashes;
  }

  public int pieceCount() {
    return pieceHashes.length / DIGEST_BYTES;
  }

  /** Appends the SHA-256 of a piece in hexadecimal digits. */
  public void appendPieceHash(int index, StringBuilder text) {
    int start = index * DIGEST_BYTES;
    HexFormat.of().formatHex(text, pieceHashes, start, start + DIGEST_BYTES);
  }

  public Representation representation() {
    var made = representation;
    if (made == null) {
      made = Representation.of(id, size, lastModified);
      representation = made;
    }
    return made;
  }

  /**
   * The digest as redirects say it, in both spellings, since aria2 reads only the older one (RFC
   * 3230); encoded once.
   */
  public List<HttpField> digestFields() {
    var made = digestFields;
    if (made == null) {
      String digest = Base64.getEncoder().encodeToString(id.sha256());
      made =
          List.of(
              new PreEncodedHttpField("Repr-Digest", Representation.reprDigest(id)),
              new PreEncodedHttpField("Digest", "SHA-256=" + digest));
      digestFields = made;
    }
    return made;
  }

  /** Made anew each time: up to 4,096 pieces and more. */
  public Manifest manifest() {
    List<VersionId> pieces = new ArrayList<>(pieceHashes.length / DIGEST_BYTES);
    for (int at = 0; at < pieceHashes.length; at += DIGEST_BYTES) {
      pieces.add(VersionId.of(Arrays.copyOfRange(pieceHashes, at, at + DIGEST_BYTES)));
    }
    return new Manifest(id, size, pieceSize, lastModified, pieces);
  }
}
