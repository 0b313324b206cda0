package peercache.nodetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import peercache.content.SignedManifest;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceJson;
import peercache.node.exchange.PieceOffers;
import peercache.node.exchange.PieceSet;

/**
 * A node that has the whole version, offers all of it to whoever asks, and passes on what a test
 * wants it to as its manifest.
 */
public final class ScriptedPeer extends ScriptedServer {
  /** An answer to a question for the manifest. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Told(int status, byte[] body, String signature) {
    public static Told of(int status) {
      return new Told(status, new byte[0], "");
    }
  }

  /** What it says, given how often it was asked before. */
  public interface Script {
    Told answer(int askedBefore) throws IOException;
  }

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  public final AtomicInteger manifests = new AtomicInteger();

  /** Asks for offers. */
  public final AtomicInteger asks = new AtomicInteger();

  /** The pieces that were fetched, in order. */
  public final Queue<Integer> fetched = new ConcurrentLinkedQueue<>();

  /** Whether one bit of each piece is wrong. */
  public volatile boolean sendsWrongBytes;

  private final Content content;
  private final Script script;

  public ScriptedPeer(Content content, Script script) {
    this.content = content;
    this.script = script;
    start();
  }

  /** What an honest node passes on. */
  public static Told honest(Content content) {
    byte[] json = SignedManifest.unsigned(content.manifest()).json();
    return new Told(200, json, Signing.sign(json));
  }

  @Override
  protected void answer(Ask ask, Socket socket, OutputStream output) throws IOException {
    if (ask.path().endsWith("/manifest")) {
      var told = script.answer(manifests.getAndIncrement());
      head(
          output,
          told.status(),
          "Content-Length: " + told.body().length,
          "Peercache-Signature: " + told.signature());
      output.write(told.body());
      return;
    }
    if (ask.path().endsWith("/pieces")) {
      offer(PieceJson.readAsk(ask.body().getBytes(UTF_8)), output);
      return;
    }
    var range = RANGE.matcher(ask.headers().getOrDefault("range", ""));
    if (!range.matches()) {
      head(output, 404, "Content-Length: 0");
      return;
    }
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    head(
        output,
        206,
        "Content-Length: " + (last - first + 1),
        "Content-Range: bytes %d-%d/%d".formatted(first, last, content.bytes().length));
    byte[] bytes = Arrays.copyOfRange(content.bytes(), first, last + 1);
    if (sendsWrongBytes) {
      bytes[bytes.length / 2] ^= 1;
    }
    fetched.add(content.manifest().pieceAt(first));
    output.write(bytes);
  }

  private void offer(PieceAsk ask, OutputStream output) throws IOException {
    var all = new BitSet();
    all.set(0, ask.pieces());
    var offered = ask.wanted().bits().stream().limit(ask.room()).boxed().toList();
    byte[] json =
        PieceJson.write(
            new PieceOffers(
                PieceSet.of(all), PieceSet.of(new BitSet()), offered, List.of(), null, false));
    head(output, 200, "Content-Length: " + json.length);
    output.write(json);
  }
}
