package peercache.node.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import peercache.content.ManifestSignature;
import peercache.content.SignedManifest;

/**
 * A manifest on the disk: the origin's signature in a line of its own, if there is one, and then
 * the exact bytes that it signed, which begin with a brace. Lost with the power it is found to be
 * broken, or to be proven by nothing.
 */
final class ManifestFile {
  private ManifestFile() {}

  static void write(Path file, SignedManifest manifest) throws IOException {
    try (var output = Files.newOutputStream(file)) {
      var signature = manifest.signature();
      if (signature.isPresent()) {
        output.write((signature.get().field() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      output.write(manifest.json());
    }
  }

  /**
   * @throws IOException if there is none, or it is broken
   */
  static SignedManifest read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int json = bytes.length > 0 && bytes[0] == '{' ? 0 : endOfLine(bytes);
    try {
      return SignedManifest.parse(
          Arrays.copyOfRange(bytes, json, bytes.length), signature(bytes, json));
    } catch (IllegalArgumentException e) {
      throw new IOException("the manifest is broken: " + file, e);
    }
  }

  private static @Nullable ManifestSignature signature(byte[] bytes, int json) {
    var line = new String(bytes, 0, json, StandardCharsets.US_ASCII).strip();
    return ManifestSignature.parse(line).orElse(null);
  }

  private static int endOfLine(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return bytes.length;
  }
}
