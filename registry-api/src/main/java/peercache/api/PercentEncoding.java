package peercache.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of paths, strict in both directions (RFC 3986 sections 2.1 and 3.3). */
final class PercentEncoding {
  // unreserved / sub-delims / ":" / "@", and the slash between segments; ';' and '+' are left out
  // because
  // some clients and frameworks give them a meaning of their own.
  private static final String KEPT = "-._~!$&'()*,=:@/";

  private PercentEncoding() {}

  static String encode(String path) {
    if (isKept(path)) {
      return path;
    }
    var encoded = new StringBuilder(path.length() + 16);
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (isKept(octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  static String decode(String raw) {
    if (raw.indexOf('%') < 0 && isAscii(raw)) {
      return raw;
    }
    // A client may send UTF-8 unencoded; whatever is not percent-encoded stands for its own UTF-8
    // bytes.
    byte[] octets = raw.getBytes(StandardCharsets.UTF_8);
    var decoded = ByteBuffer.allocate(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] != '%') {
        decoded.put(octets[i]);
        continue;
      }
      if (i + 2 >= octets.length || !isHex(octets[i + 1]) || !isHex(octets[i + 2])) {
        throw new IllegalArgumentException(
            "path has a broken percent-encoding: " + Quoted.quoted(raw));
      }
      int value =
          HexFormat.fromHexDigit(octets[i + 1]) << 4 | HexFormat.fromHexDigit(octets[i + 2]);
      if (value == '/') {
        throw new IllegalArgumentException("path hides a slash in %2F: " + Quoted.quoted(raw));
      }
      decoded.put((byte) value);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("path is not UTF-8: " + Quoted.quoted(raw), e);
    }
  }

  private static boolean isKept(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (!isKept(path.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKept(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || (octet > 0 && KEPT.indexOf(octet) >= 0);
  }

  private static boolean isHex(byte octet) {
    return HexFormat.isHexDigit(octet);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
