package peercache.registry.refusal;

import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.content.Problem;

/** A request that cannot be granted. The message is for the caller. */
public abstract sealed class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private Refusal(String message) {
    super(message, null, false, false);
  }

  /** Something in the request is malformed or out of range. */
  public static final class BadField extends Refusal {
    private static final long serialVersionUID = 1;

    public BadField(String field, String rule) {
      super(field + " " + rule);
    }
  }

  /** The request carries more than the registry takes. */
  public static final class TooLarge extends Refusal {
    private static final long serialVersionUID = 1;

    public TooLarge(String message) {
      super(message);
    }
  }

  /** The body did not arrive in the time that it is given. */
  public static final class TooSlow extends Refusal {
    private static final long serialVersionUID = 1;

    public TooSlow(String message) {
      super(message);
    }
  }

  /** The node never joined, left, or joined with another registry's database: it is to join. */
  public static final class UnknownNode extends Refusal {
    private static final long serialVersionUID = 1;

    public UnknownNode(NodeId id) {
      super("node " + id + " has not joined; join first");
    }
  }

  /** A later run of the node joined meanwhile. */
  public static final class OldIncarnation extends Refusal {
    private static final long serialVersionUID = 1;

    public OldIncarnation(NodeId id, long given, long running) {
      super("incarnation " + given + " of node " + id + " was replaced by " + running);
    }
  }

  /** Another node got the grant for the origin meanwhile. */
  public static final class FillTaken extends Refusal {
    private static final long serialVersionUID = 1;

    public FillTaken(VersionId id, long token) {
      super("token " + token + " for version " + id + " is worth nothing any more");
    }
  }

  /** As much of this is going on as may be; later there is room. */
  public static final class Busy extends Refusal {
    private static final long serialVersionUID = 1;

    public Busy(String message) {
      super(message);
    }
  }

  /** There is no such thing, or it is forgotten by now. */
  public static final class Unknown extends Refusal {
    private static final long serialVersionUID = 1;

    public Unknown(String what, String id) {
      super("there is no " + what + " " + id);
    }
  }

  /** An origin is needed for this, and does not answer. */
  public static final class OriginAway extends Refusal {
    private static final long serialVersionUID = 1;

    public OriginAway(String message) {
      super(message);
    }
  }

  /** The caller has not shown the key that this needs. */
  public static final class ClosedDoor extends Refusal {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    public ClosedDoor(Problem problem) {
      super(problem.detail());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
