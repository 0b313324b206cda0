package peercache.registry.zone;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * An address as a number that networks can be cut from. An IPv4 address in IPv6 clothes ({@code
 * ::ffff:10.0.0.1}) is the IPv4 address.
 *
 * @param bits 32 or 128
 * @param high the upper half of an IPv6 address, 0 for IPv4
 * @param low the lower half of an IPv6 address, or the whole IPv4 address
 */
record IpAddress(int bits, long high, long low) {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

  /**
   * Reads a literal; a name is never looked up.
   *
   * @throws IllegalArgumentException if the text is not the literal of an address
   */
  static IpAddress parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException("must be an IPv4 or IPv6 address");
    }
    byte[] bytes = InetAddress.ofLiteral(text).getAddress();
    var buffer = ByteBuffer.wrap(bytes);
    return bytes.length == 4
        ? new IpAddress(32, 0, Integer.toUnsignedLong(buffer.getInt()))
        : new IpAddress(128, buffer.getLong(), buffer.getLong());
  }

  /** The address with everything after the first {@code prefix} bits set to zero. */
  IpAddress network(int prefix) {
    return bits == 32
        ? new IpAddress(bits, 0, low & leadingOnes(prefix, 32))
        : new IpAddress(
            bits,
            high & leadingOnes(Math.min(prefix, 64), 64),
            low & leadingOnes(Math.max(prefix - 64, 0), 64));
  }

  private static long leadingOnes(int count, int of) {
    return count == 0 ? 0 : -1L << (of - count);
  }
}
