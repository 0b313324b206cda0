package peercache.origin.publishing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import peercache.content.Manifest;
import peercache.origin.catalog.Digester;
import peercache.origin.catalog.Digests;

/** Writes a body to a file and learns its digests on the way. */
final class Upload {
  private static final int BUFFER_BYTES = 128 << 10;

  /** The sender's side failed, not the disk. */
  static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOffException(Exception cause) {
      super(cause);
    }
  }

  /** More bytes than are taken. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private Upload() {}

  /**
   * @param temporary does not exist yet
   * @param declared how many bytes are to come, or -1
   * @param limit how many are taken at most
   */
  static Digests receive(InputStream body, Path temporary, long declared, long limit)
      throws IOException {
    var digester =
        new Digester(declared < 0 ? Manifest.MIN_PIECE_SIZE : Manifest.pieceSizeFor(declared));
    try (var channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] bytes = new byte[BUFFER_BYTES];
      var buffer = ByteBuffer.wrap(bytes);
      long size = 0;
      for (int count = read(body, bytes); count >= 0; count = read(body, bytes)) {
        size += count;
        if (size > limit) {
          throw new TooLargeException();
        }
        buffer.clear().limit(count);
        digester.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      if (declared >= 0 && size != declared) {
        throw new BrokenOffException(
            new IOException("%d of %d bytes came".formatted(size, declared)));
      }
      channel.force(true);
    }
    return digester.finish();
  }

  private static int read(InputStream body, byte[] buffer) throws BrokenOffException {
    try {
      return body.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw new BrokenOffException(e);
    }
  }

  /** Whether the disk, or the owner's share of it, is full. */
  static boolean isDiskFull(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  /** Whether a file of this size finds room beside the temporary one now. */
  static boolean hasRoom(Path directory, long size) throws IOException {
    return size <= Files.getFileStore(directory).getUsableSpace();
  }
}
