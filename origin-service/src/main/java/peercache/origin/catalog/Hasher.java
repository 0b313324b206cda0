package peercache.origin.catalog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.springframework.stereotype.Component;
import peercache.content.Manifest;

/** Reads files to learn their digests. */
@Component
public final class Hasher {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Counter hashed;

  Hasher(MeterRegistry meters) {
    this.hashed =
        Counter.builder("peercache.origin.hashed")
            .baseUnit("bytes")
            .description("Bytes read to learn the digest of a file")
            .register(meters);
  }

  /**
   * @param state what the file is taken to be
   * @return nothing if the file changed meanwhile, which is noticed soon and not only at its end
   */
  public Optional<Digests> hash(Path location, Snapshot state) throws IOException {
    long size = state.stat().size();
    var digester = new Digester(Manifest.pieceSizeFor(size));
    var buffer = ByteBuffer.allocate(Math.clamp(size, 1, BUFFER_BYTES));
    try (var channel =
        FileChannel.open(location, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long position = 0;
      while (position < size) {
        int count = channel.read(buffer.clear(), position);
        if (count <= 0 || !Snapshot.read(location).equals(state)) {
          return Optional.empty();
        }
        digester.update(buffer.flip());
        hashed.increment(count);
        position += count;
      }
    }
    boolean unchanged = Snapshot.read(location).equals(state);
    return unchanged ? Optional.of(digester.finish()) : Optional.empty();
  }
}
