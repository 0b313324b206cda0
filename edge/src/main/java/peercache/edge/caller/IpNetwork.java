package peercache.edge.caller;

import java.net.InetAddress;

/**
 * An IPv4 or IPv6 network; an IPv4 address is in no IPv6 network.
 *
 * @param prefix leading bits that count, 0 to 32 or 128
 */
record IpNetwork(InetAddress address, int prefix) {
  IpNetwork {
    int bits = address.getAddress().length * Byte.SIZE;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("the prefix must be 0 to " + bits);
    }
    if (differFrom(prefix, bits, address.getAddress(), new byte[bits / Byte.SIZE])) {
      throw new IllegalArgumentException("has bits set after its prefix");
    }
  }

  /**
   * @param text {@code 10.1.0.0/16}, {@code 2001:db8::/32}, or one address
   * @throws IllegalArgumentException if it is none, saying why
   */
  static IpNetwork parse(String text) {
    try {
      int slash = text.indexOf('/');
      var address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * Byte.SIZE;
      return new IpNetwork(address, slash < 0 ? bits : number(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be a network such as 10.1.0.0/16 or 2001:db8::/32, but is '%s': %s"
              .formatted(text, e.getMessage()),
          e);
    }
  }

  private static int number(String text) {
    return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
  }

  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] others = other.getAddress();
    return own.length == others.length && !differFrom(0, prefix, own, others);
  }

  /** Whether any bit from {@code from} to before {@code to} differs. */
  private static boolean differFrom(int from, int to, byte[] one, byte[] other) {
    for (int bit = from; bit < to; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return true;
      }
    }
    return false;
  }
}
