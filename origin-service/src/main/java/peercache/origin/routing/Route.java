package peercache.origin.routing;

import java.util.List;
import peercache.api.Holder;

/** What was decided for one request. */
public sealed interface Route {
  Reason reason();

  /**
   * @param alternates the next best, best first
   */
  record ToNode(Holder holder, List<Holder> alternates, Reason reason) implements Route {}

  /** The origin serves it itself. */
  record Here(Reason reason) implements Route {}
}
