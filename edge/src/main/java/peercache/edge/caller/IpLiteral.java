package peercache.edge.caller;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** IP addresses as they are written out; names are never looked up. */
public final class IpLiteral {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

  private IpLiteral() {}

  /**
   * An IPv4 address in IPv6 clothes ({@code ::ffff:10.0.0.1}) is the IPv4 address.
   *
   * @throws IllegalArgumentException if the text is anything but the literal of one address
   */
  public static InetAddress parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException("must be an IPv4 or IPv6 address");
    }
    return InetAddress.ofLiteral(text);
  }
}
