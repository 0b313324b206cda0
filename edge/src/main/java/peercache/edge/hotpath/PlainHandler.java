package peercache.edge.hotpath;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers what can be answered without waiting. Runs on the network's threads: never blocks. */
public interface PlainHandler {
  /**
   * @return null if the request is to go the server's full way, where it must get the same answer
   */
  @Nullable PlainAnswer answer(PlainRequest request) throws IOException;
}
