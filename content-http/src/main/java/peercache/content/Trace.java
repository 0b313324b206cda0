package peercache.content;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which trace the work of this thread belongs to (W3C Trace Context). Threads that it starts begin
 * with it, and so do theirs: a fill belongs to the request that began it.
 */
public final class Trace {
  /** Where a request says to which trace it belongs. */
  public static final String HEADER = "traceparent";

  /** The attribute of a request that has its trace's id. */
  public static final String ATTRIBUTE = "peercache.trace-id";

  private static final int VERSION_LENGTH = 3;
  private static final int ID_LENGTH = 32;

  private static final InheritableThreadLocal<@Nullable String> CURRENT =
      new InheritableThreadLocal<>();

  // Looking would leave an entry in each thread, which those that it starts would copy.
  private static volatile boolean used;

  private Trace() {}

  /** What a request that this thread sends is to say; null if it belongs to no trace. */
  public static @Nullable String parent() {
    return used ? CURRENT.get() : null;
  }

  /** The trace's id, 32 hex digits; null if there is none. */
  public static @Nullable String id() {
    String parent = parent();
    return parent == null ? null : parent.substring(VERSION_LENGTH, VERSION_LENGTH + ID_LENGTH);
  }

  /** Says it in a request that this thread sends, if there is something to say. */
  public static void tell(BiConsumer<String, String> headers) {
    String parent = parent();
    if (parent != null) {
      headers.accept(HEADER, parent);
    }
  }

  /**
   * Lets this thread work for a trace, or for none.
   *
   * @param parent {@code 00-<trace id>-<span id>-<flags>}
   * @return for which it did before
   */
  public static @Nullable String exchange(@Nullable String parent) {
    String before = parent();
    if (parent == null) {
      CURRENT.remove();
    } else {
      used = true;
      CURRENT.set(parent);
    }
    return before;
  }
}
