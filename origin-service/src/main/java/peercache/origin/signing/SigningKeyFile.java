package peercache.origin.signing;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.origin.startup.StartFailure;

/** Where the key is kept. */
final class SigningKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyFile.class);
  private static final String NAME = "signing-key.pem";

  private SigningKeyFile() {}

  /**
   * @throws StartFailure if there is no such file, or no key in it
   */
  static SigningKey read(Path file) {
    try {
      return SigningKey.fromPem(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new StartFailure("the signing key cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new StartFailure("the signing key in " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The key in a directory that exists and belongs to this process; made if there is none yet.
   *
   * @throws StartFailure if it can neither be read nor made
   */
  static SigningKey in(Path directory) {
    Path file = directory.resolve(NAME);
    if (Files.exists(file)) {
      return read(file);
    }
    try {
      var key = SigningKey.generate();
      write(file, key.toPem());
      LOG.info("Made a key that signs manifests, in {}", file);
      return key;
    } catch (IOException e) {
      throw new StartFailure("the signing key cannot be kept: " + e, e);
    }
  }

  private static void write(Path file, String pem) throws IOException {
    Path next = file.resolveSibling(NAME + ".next");
    Files.deleteIfExists(next);
    try (var channel = FileChannel.open(next, Set.of(CREATE_NEW, WRITE), ownerOnly(file))) {
      var bytes = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, ATOMIC_MOVE);
  }

  /** From the first moment on, where the file system knows of owners. */
  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
