package peercache.content;

import java.nio.ByteBuffer;

/** For answers without one: nothing is opened for {@code HEAD}, 304 or 412. */
public enum NoBody implements Body {
  INSTANCE;

  @Override
  public long readable(long position) {
    throw new IllegalStateException("there is no body to read");
  }

  @Override
  public ByteBuffer read(long position, int max) {
    throw new IllegalStateException("there is no body to read");
  }

  @Override
  public void close() {}
}
