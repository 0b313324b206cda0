package peercache.edge.hotpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.content.Body;
import peercache.content.SendfileConnector;
import peercache.edge.caller.CallerBehindProxies;
import peercache.edge.caller.ProxyProperties;
import peercache.edge.caller.ProxyProperties.Header;

/**
 * Connections that answer plain requests themselves. {@code /N} has N bytes; the field {@code Way}
 * says which way an answer came, {@code Caller} to whom.
 */
class PlainConnectionIT {
  private static final int LARGE = 4 << 20;

  /** With such a window the network never takes a large answer at once. */
  private static final int NARROW = 4 * 1024;

  private static final String PLAIN = "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String FULL = "GET /%d HTTP/1.1\r\nHost: a\r\nX-Other: b\r\n\r\n";

  /** The one address from which it is believed what {@code X-Forwarded-For} says. */
  private static final String PROXY = "127.0.0.2";

  @TempDir Path directory;

  private final Server server = new Server();
  private final InFlight inFlight = new InFlight();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final byte[] content = new byte[LARGE];
  private Path file = Path.of("");
  private int port;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(content);
    file = Files.write(directory.resolve("file"), content);
    server.addConnector(new ServerConnector(server, 1, 1));
    var proxies = new ProxyProperties(List.of(PROXY), Header.X_FORWARDED_FOR).proxies();
    SendfileConnector.installIn(server);
    PlainConnectionFactory.installIn(server, this::answer, proxies, inFlight);
    CallerBehindProxies.installIn(server, proxies);
    server.setHandler(new Full());
    server.start();
    port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    assertThat(open).as("bodies that were not closed").hasValue(0);
    assertThat(inFlight.drain()).as("nothing is left in flight").isDone();
  }

  @Test
  void answersPlainRequestsItself() throws Exception {
    try (var caller = new Caller()) {
      for (int size : new int[] {0, 1, 4_096, 4_097, 32_767, 32_768, 100_000, LARGE}) {
        caller.send(PLAIN.formatted(size));
        var answer = caller.receive();
        assertThat(answer.head)
            .startsWith("HTTP/1.1 200 OK\r\n")
            .contains("\r\nWay: plain\r\n", "\r\nAge: 7\r\n", "\r\nDate: ");
        assertThat(answer.body).isEqualTo(first(size));
      }
      assertThat(sent).hasValue(1 + 4_096 + 4_097 + 32_767 + 32_768 + 100_000 + LARGE);
    }
  }

  @Test
  void answersWhatIsPipelinedInOrderWhicheverWayItGoes() throws Exception {
    try (var caller = new Caller()) {
      var order = List.of(PLAIN, PLAIN, FULL, PLAIN, FULL, FULL, PLAIN);
      var requests = new StringBuilder();
      for (int i = 0; i < order.size(); i++) {
        requests.append(order.get(i).formatted(i + 10));
      }
      caller.send(requests.toString());
      for (int i = 0; i < order.size(); i++) {
        assertThat(caller.receive().body).isEqualTo(first(i + 10));
      }
      caller.send(PLAIN.formatted(3));
      assertThat(caller.receive().head).as("plain again, between requests").contains("Way: plain");
    }
  }

  @Test
  void aRequestThatArrivesInPartsIsLeftToJetty() throws Exception {
    try (var caller = new Caller()) {
      String request = PLAIN.formatted(5);
      caller.send(request.substring(0, 20));
      await().until(() -> messagesBegun() == 1);
      caller.send(request.substring(20) + PLAIN.formatted(6));
      assertThat(caller.receive().body).isEqualTo(first(5));
      assertThat(caller.receive().body).isEqualTo(first(6));
      caller.send(PLAIN.formatted(7));
      assertThat(caller.receive().head).contains("Way: plain");
    }
  }

  @Test
  void whatTheHandlerLeavesOrFailsAtGoesTheFullWay() throws Exception {
    try (var caller = new Caller()) {
      caller.send("GET /left HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(caller.receive().head).contains("Way: full");
      caller.send("GET /failing HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(caller.receive().head).contains("Way: full");
    }
  }

  @Test
  void whatIsForwardedIsBelievedOfAProxyOnlyAndCostsNoOtherWay() throws Exception {
    for (String way : new String[] {"plain", "full"}) {
      String request =
          String.join(
              "\r\n",
              "GET /1 HTTP/1.1",
              "Host: a",
              "X-Forwarded-For: 192.0.2.1",
              way.equals("plain") ? "X-Forwarded-Proto: https" : "X-Other: b",
              "x-forwarded-for: 192.0.2.2, 203.0.113.9",
              "",
              "");
      try (var stranger = new Caller();
          var proxy = new Caller(64 * 1024, PROXY)) {
        stranger.send(request);
        assertThat(stranger.receive().head).contains("Way: " + way, "Caller: 127.0.0.1\r\n");
        proxy.send(request);
        assertThat(proxy.receive().head).contains("Way: " + way, "Caller: 203.0.113.9\r\n");
        proxy.send(PLAIN.formatted(1));
        assertThat(proxy.receive().head).contains("Way: plain", "Caller: " + PROXY + "\r\n");
      }
    }
  }

  @Test
  void aBodyIsNeverTakenForARequest() throws Exception {
    try (var caller = new Caller()) {
      String hidden = PLAIN.formatted(9);
      caller.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + hidden.length() + "\r\n\r\n");
      caller.send(hidden);
      assertThat(caller.receive().body).isEqualTo(first(1));
      caller.send(PLAIN.formatted(2));
      assertThat(caller.receive().body).as("the next answer").isEqualTo(first(2));
    }
  }

  @Test
  void aCallerThatDoesNotReadHoldsUpNobodyAndGetsEverythingLater() throws Exception {
    try (var slow = new Caller(NARROW);
        var other = new Caller()) {
      slow.send(PLAIN.formatted(LARGE) + PLAIN.formatted(LARGE) + FULL.formatted(8));
      await().until(() -> open.get() > 0);
      other.send(PLAIN.formatted(6));
      assertThat(other.receive().body).isEqualTo(first(6));
      assertThat(slow.receive().body).isEqualTo(first(LARGE));
      assertThat(slow.receive().body).isEqualTo(first(LARGE));
      assertThat(slow.receive().body).isEqualTo(first(8));
    }
  }

  @Test
  void aCallerThatGoesAwayInTheMiddleLeavesNothingBehind() throws Exception {
    try (var caller = new Caller(NARROW)) {
      caller.send(PLAIN.formatted(LARGE));
      await().until(() -> open.get() > 0);
    }
    await().until(() -> open.get() == 0);
    assertThat(sent).hasValue(0);
  }

  @Test
  void aConnectionEndsInOrder() throws Exception {
    try (var caller = new Caller()) {
      caller.send(PLAIN.formatted(4));
      assertThat(caller.receive().body).isEqualTo(first(4));
      caller.socket.shutdownOutput();
      assertThat(caller.in.read()).isEqualTo(-1);
    }
  }

  private @Nullable PlainAnswer answer(PlainRequest request) throws IOException {
    if (request.path().equals("/left")) {
      return null;
    }
    if (request.path().equals("/failing")) {
      throw new IOException("as the full way will find out");
    }
    int size = Integer.parseInt(request.path().substring(1));
    var fields =
        List.of(
            new HttpField("Way", "plain"),
            new HttpField("Caller", address(request.caller())),
            new HttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(size)));
    return new PlainAnswer(EncodedHead.of(200, fields), 7, new OpenBody(size), sent::addAndGet);
  }

  private static String address(SocketAddress caller) {
    return ((InetSocketAddress) caller).getAddress().getHostAddress();
  }

  private ByteBuffer first(int size) {
    return ByteBuffer.wrap(content, 0, size);
  }

  private int messagesBegun() {
    return server.getConnectors()[0].getConnectedEndPoints().stream()
        .mapToInt(
            endPoint -> ((PlainConnection) endPoint.getConnection()).getParser().isStart() ? 0 : 1)
        .sum();
  }

  private final class Full extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = request.getHttpURI().getPath();
      int size = path.matches("/\\d+") ? Integer.parseInt(path.substring(1)) : 0;
      response.getHeaders().put("Way", "full");
      response
          .getHeaders()
          .put("Caller", address(request.getConnectionMetaData().getRemoteSocketAddress()));
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, size);
      Content.Source.consumeAll(
          request,
          Callback.from(
              () -> response.write(true, ByteBuffer.wrap(content, 0, size), callback),
              callback::failed));
      return true;
    }
  }

  /** Counts itself while it is open. */
  private final class OpenBody implements Body {
    private final FileChannel channel;
    private final ByteBuffer bytes;

    OpenBody(int size) throws IOException {
      channel = FileChannel.open(file);
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      open.incrementAndGet();
    }

    @Override
    public long readable(long position) {
      throw new AssertionError("only the whole is asked for");
    }

    @Override
    public ByteBuffer read(long position, int max) {
      throw new AssertionError("only the whole is asked for");
    }

    @Override
    public ByteBuffer whole() {
      return bytes.duplicate();
    }

    @Override
    public FileChannel file() {
      return channel;
    }

    @Override
    public void close() {
      open.decrementAndGet();
      try {
        channel.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private record Answer(String head, ByteBuffer body) {}

  private final class Caller implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Caller() throws IOException {
      this(64 * 1024);
    }

    /**
     * @param window bytes that arrive without being read, about
     */
    Caller(int window) throws IOException {
      this(window, "127.0.0.1");
    }

    Caller(int window, String from) throws IOException {
      socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.setReceiveBufferSize(window);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(20_000);
      in = socket.getInputStream();
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer receive() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).as("after %s", head).isNotNegative();
        head.append((char) next);
      }
      int length =
          head.toString()
              .lines()
              .filter(line -> line.startsWith("Content-Length: "))
              .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
              .sum();
      return new Answer(head.toString(), ByteBuffer.wrap(in.readNBytes(length)));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
