package peercache.localnetwork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secrets of one network, made at the first start and readable by their owner only.
 *
 * @param network file with the key that the services show to each other
 * @param publisher file with the key that publishers show
 * @param database file with the password of the database
 */
record Keys(Path network, Path publisher, Path database) {
  private static final int BYTES = 32;

  static Keys in(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new Keys(
        keyIn(directory.resolve("network")),
        keyIn(directory.resolve("publisher")),
        keyIn(directory.resolve("database")));
  }

  private static Path keyIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    }
    return file;
  }
}
