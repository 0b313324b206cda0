package peercache.edge;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** HTTP/2 with prior knowledge, frame by frame (RFC 9113 section 4.1). */
final class Http2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  record Frame(int type, int flags, int stream, ByteBuffer payload) {
    int number(int at) {
      return payload.getInt(at);
    }
  }

  private final Socket socket;
  private final DataInputStream input;
  private final OutputStream output;

  Http2Client(Socket socket) throws IOException {
    this.socket = socket;
    this.input = new DataInputStream(socket.getInputStream());
    this.output = socket.getOutputStream();
    output.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    var frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    output.write(frame.array());
  }

  /** For as much as one may ever take without another word. */
  void openWindows() throws IOException {
    var initialWindow = ByteBuffer.allocate(6).putShort((short) 4).putInt(Integer.MAX_VALUE);
    send(SETTINGS, 0, 0, initialWindow.array());
    var more = ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - 65_535);
    send(WINDOW_UPDATE, 0, 0, more.array());
  }

  /** HPACK without any compression but the static table's (RFC 7541 appendix A). */
  static byte[] request(String method, String path) {
    var block = new ByteArrayOutputStream();
    block.write(0x86); // :scheme http
    literal(block, 2, method);
    literal(block, 4, path);
    literal(block, 1, "test");
    return block.toByteArray();
  }

  /** {@code CONNECT} has neither scheme nor path (RFC 9113 section 8.5). */
  static byte[] connect() {
    var block = new ByteArrayOutputStream();
    literal(block, 2, "CONNECT");
    literal(block, 1, "test:443");
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int nameIndex, String value) {
    block.write(nameIndex); // not to be indexed
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  Frame read() throws IOException {
    int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
    int type = input.readUnsignedByte();
    int flags = input.readUnsignedByte();
    int stream = input.readInt();
    return new Frame(type, flags, stream, ByteBuffer.wrap(input.readNBytes(length)));
  }

  /** The next frame of this type; what comes before is passed over. */
  Frame await(int type) throws IOException {
    var frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  Map<Integer, Integer> settings() throws IOException {
    var payload = await(SETTINGS).payload();
    var settings = new HashMap<Integer, Integer>();
    while (payload.hasRemaining()) {
      settings.put((int) payload.getShort(), payload.getInt());
    }
    return settings;
  }

  /**
   * @return whether the connection takes it
   */
  boolean ping() {
    try {
      send(PING, 0, 0, new byte[8]);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** Reads whatever comes for so long. */
  boolean isOpenAfter(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      input.transferTo(OutputStream.nullOutputStream());
      return false;
    } catch (SocketTimeoutException open) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
