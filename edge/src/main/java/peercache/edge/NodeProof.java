package peercache.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * How a process shows that it is a certain run of a certain node: it answers a number that was
 * drawn for this one question under the network's key. Whoever asks tells no key to a process that
 * it does not know yet. The answer has a body of {@value #BODY_BYTES} bytes, more than a packet or
 * a buffer takes, so that it shows that bytes get through as well. Pure.
 */
public final class NodeProof {
  /** The number that was drawn stands behind it. */
  public static final String PATH = "/probe/";

  /** Of the answer: the node's id. */
  public static final String NODE = "Peercache-Node";

  /** Of the answer: which run of the node it is. */
  public static final String INCARNATION = "Peercache-Incarnation";

  /** Of the answer: that both are true. */
  public static final String PROOF = "Peercache-Proof";

  public static final int BODY_BYTES = 16 * 1024;

  private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");

  private NodeProof() {}

  /** Whether this is a number as {@link #PATH} takes it: 128 bits in lower-case hex digits. */
  public static boolean isNonce(String text) {
    return NONCE.matcher(text).matches();
  }

  /** The value of {@link #PROOF}. */
  public static String of(Key network, String nonce, String node, long incarnation) {
    return network.sign("peercache-node-proof:1\n" + nonce + "\n" + node + "\n" + incarnation);
  }

  /** Whether the value proves it; the time taken tells nothing. */
  public static boolean proves(
      String proof, Key network, String nonce, String node, long incarnation) {
    byte[] expected = of(network, nonce, node, incarnation).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, proof.getBytes(StandardCharsets.UTF_8));
  }

  /** What the answer's body is: the nonce, again and again. */
  public static byte[] body(String nonce) {
    byte[] one = nonce.getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[BODY_BYTES];
    for (int at = 0; at < body.length; at += one.length) {
      System.arraycopy(one, 0, body, at, one.length);
    }
    return body;
  }

  public static boolean isBody(byte[] body, String nonce) {
    return Arrays.equals(body, body(nonce));
  }
}
