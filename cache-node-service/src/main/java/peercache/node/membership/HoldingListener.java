package peercache.node.membership;

import peercache.api.HeldVersion;

/**
 * Hears what the node holds. Called from any thread; never blocks. Calls about one version come in
 * the order in which it changed.
 */
public interface HoldingListener {
  /** The version is whole, verified and durable. */
  void added(HeldVersion version);

  /** The version is gone: nobody can be sent here for it any more. */
  void removed(HeldVersion version);
}
