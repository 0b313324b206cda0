package peercache.origin.routing;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import peercache.api.NodeId;

/**
 * Highest random weight (Thaler and Ravishankar 1998): equal callers choose the same node, all
 * callers together choose all nodes alike, and a node that goes away moves only its own callers.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** By address and port, or all callers behind one address would go to one node. */
  static long caller(InetSocketAddress client) {
    var octets = ByteBuffer.wrap(client.getAddress().getAddress());
    long address =
        octets.remaining() == Integer.BYTES
            ? octets.getInt()
            : mix(octets.getLong()) ^ octets.getLong();
    return mix(mix(address) ^ client.getPort());
  }

  static long score(long caller, NodeId node) {
    return mix(caller ^ mix(node.value().hashCode()));
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long value) {
    long mixed = (value + 0x9E3779B97F4A7C15L);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
