package peercache.content;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code Content-Disposition} (RFC 6266) for answers whose URL does not end with the name under
 * which they are to be stored. Pure.
 */
public final class ContentDisposition {
  /**
   * RFC 8187 section 3.2.1: what stands for itself in an extended value, beside letters, digits.
   */
  private static final String KEPT = "!#$&+-.^_`|~";

  private ContentDisposition() {}

  /**
   * {@code attachment} with the name. A name that not every client reads alike between quotes is
   * said twice: for clients that know RFC 8187 as it is, and for the others with {@code _} in the
   * place of each doubtful character (RFC 6266 appendix D).
   *
   * @throws IllegalArgumentException if the name holds a control character; a file's name never
   *     does
   */
  public static HttpField attachment(String fileName) {
    var fallback = new StringBuilder(fileName.length());
    boolean plain = true;
    for (int i = 0; i < fileName.length(); i++) {
      char c = fileName.charAt(i);
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException("a file name with a control character");
      }
      if (isPlain(c)) {
        fallback.append(c);
      } else if (!Character.isLowSurrogate(c)) {
        fallback.append('_');
      }
      plain &= isPlain(c);
    }
    String value = "attachment; filename=\"" + fallback + '"';
    return new HttpField(
        HttpHeader.CONTENT_DISPOSITION,
        plain ? value : value + "; filename*=UTF-8''" + extended(fileName));
  }

  /** Clients differ in what a backslash, a quote or a percent sign means, and in all of Unicode. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%' && c != '/';
  }

  private static String extended(String text) {
    var encoded = new StringBuilder(text.length() * 3);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (isKept(octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  private static boolean isKept(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || (octet > 0 && KEPT.indexOf(octet) >= 0);
  }
}
