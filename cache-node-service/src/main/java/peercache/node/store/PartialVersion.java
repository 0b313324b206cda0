package peercache.node.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.MappedBytes;
import peercache.content.SignedManifest;

/**
 * A version's bytes while they are filled. Belongs to one fill, whose threads may write different
 * pieces at once. {@link VersionStore} ends it: committed, parked or discarded.
 */
public final class PartialVersion {
  private static final int VERIFY_BUFFER = 4 << 20;

  private final Manifest manifest;
  private final FileChannel data;
  private final FileChannel pieces;
  private final MappedBytes bytes;
  private final BitSet claimed;
  private final AtomicLong written = new AtomicLong();
  private final WriteBack writeBack;

  /**
   * Held over a write. The kernel lets one at a time write to a file anyway, but who waits for it
   * there spins: a sixth of the processors in a fast fill. Who waits here gives way to who digests.
   */
  private final ReentrantLock writing = new ReentrantLock();

  private boolean closed;

  private PartialVersion(Manifest manifest, FileChannel data, FileChannel pieces)
      throws IOException {
    this.manifest = manifest;
    this.data = data;
    this.pieces = pieces;
    this.writeBack = new WriteBack(() -> data.force(false));
    this.claimed = readClaims(pieces, manifest.pieceCount());
    if (data.size() < manifest.size()) {
      // Sparse: the file has its length from the start, and takes room as pieces come.
      data.write(ByteBuffer.allocate(1), manifest.size() - 1);
    }
    this.bytes = MappedBytes.of(data, manifest.size());
    claimed.stream().forEach(piece -> written.addAndGet(manifest.length(piece)));
  }

  static PartialVersion create(StoreLayout layout, SignedManifest signed) throws IOException {
    var manifest = signed.manifest();
    layout.deletePartial(manifest.id());
    ManifestFile.write(layout.manifest(manifest.id()), signed);
    return open(layout, manifest);
  }

  /**
   * @throws IOException if what an earlier fill left cannot be used
   */
  static PartialVersion resume(StoreLayout layout, VersionId id) throws IOException {
    var manifest = ManifestFile.read(layout.manifest(id)).manifest();
    if (!id.equals(manifest.id()) || Files.size(layout.partial(id)) != manifest.size()) {
      throw new IOException("the partial version and its manifest do not fit: " + id);
    }
    return open(layout, manifest);
  }

  private static PartialVersion open(StoreLayout layout, Manifest manifest) throws IOException {
    var data = FileChannel.open(layout.partial(manifest.id()), CREATE, READ, WRITE);
    try {
      var pieces = FileChannel.open(layout.pieces(manifest.id()), CREATE, READ, WRITE);
      try {
        return new PartialVersion(manifest, data, pieces);
      } catch (IOException | RuntimeException e) {
        pieces.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static BitSet readClaims(FileChannel pieces, int count) throws IOException {
    var marks = ByteBuffer.allocate(count);
    while (marks.hasRemaining() && pieces.read(marks, marks.position()) > 0) {}
    var claimed = new BitSet(count);
    for (int piece = 0; piece < marks.position(); piece++) {
      claimed.set(piece, marks.get(piece) == 1);
    }
    return claimed;
  }

  public Manifest manifest() {
    return manifest;
  }

  /**
   * The bytes, mapped: zeros where nothing was written, and not to be shown to anyone before they
   * are verified. The caller retains them as long as it reads.
   */
  public MappedBytes bytes() {
    return bytes;
  }

  /** The pieces that an earlier fill says it verified; each must be verified again. */
  public BitSet claimed() {
    return (BitSet) claimed.clone();
  }

  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    writing.lock();
    try {
      while (source.hasRemaining()) {
        at += data.write(source, at);
      }
    } finally {
      writing.unlock();
    }
    written.addAndGet(at - position);
    writeBack.wrote(at - position);
  }

  /** How much of the disk it may still need, at most; bytes that came twice count twice. */
  long unwritten() {
    return Math.max(0, manifest.size() - written.get());
  }

  /** Whether the piece's bytes on the disk have the digest that the manifest says. */
  public boolean verify(int piece) throws IOException {
    var digest = Sha256.newDigest();
    long position = manifest.offset(piece);
    long end = position + manifest.length(piece);
    while (position < end) {
      int count = (int) Math.min(VERIFY_BUFFER, end - position);
      digest.update(bytes.slice(position, count));
      position += count;
    }
    return VersionId.of(digest.digest()).equals(manifest.pieces().get(piece));
  }

  /** Remembers that a piece whose bytes are written was verified. */
  public void markVerified(int piece) throws IOException {
    pieces.write(ByteBuffer.wrap(new byte[] {1}), piece);
  }

  void force() throws IOException {
    writeBack.end();
    data.force(true);
  }

  /** Ends the access; bodies that hold on to the bytes go on. */
  void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    bytes.release();
    try (data) {
      pieces.close();
    }
  }
}
