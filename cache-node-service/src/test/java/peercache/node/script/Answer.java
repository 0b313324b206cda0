package peercache.node.script;

/**
 * What a scripted server sends.
 *
 * @param raw the bytes of a whole answer, or of a part of one, a character each
 * @param thenClose whether the connection ends after it
 */
public record Answer(String raw, boolean thenClose) {
  public static Answer json(int status, String body) {
    return of(status, body, "Content-Type: application/json");
  }

  public static Answer of(int status, String body, String... headers) {
    var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return raw(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  public static Answer raw(String text) {
    return new Answer(text, false);
  }

  /** Nothing at all: the caller finds the connection closed. */
  public static Answer hangUp() {
    return new Answer("", true);
  }
}
