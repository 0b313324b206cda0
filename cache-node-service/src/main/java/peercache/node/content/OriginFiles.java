package peercache.node.content;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import peercache.api.FilePath;
import peercache.api.OriginId;

/** An origin's files through this node. */
public interface OriginFiles {
  /**
   * Answers {@code GET} or {@code HEAD} with the file's current version, filling it on the way if
   * need be. Called from a thread that may block; completes the callback, also when it fails later.
   * Headers that are set on the response already are kept.
   */
  void serve(OriginId origin, FilePath path, Request request, Response response, Callback callback)
      throws Exception;
}
