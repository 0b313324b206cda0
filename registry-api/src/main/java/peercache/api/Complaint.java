package peercache.api;

/**
 * A node got wrong bytes from another one.
 *
 * @param node that complains
 * @param incarnation of the node that complains
 * @param about the node that sent all the bytes of a piece, which then did not match its digest
 * @param piece which one, counted from 0; the last that was wrong, if there were several
 */
public record Complaint(NodeId node, long incarnation, NodeId about, int piece) {
  public Complaint {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("piece", piece, 0);
    if (node.equals(about)) {
      throw new IllegalArgumentException("about must be another node than the one that complains");
    }
  }
}
