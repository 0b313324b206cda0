package peercache.nodetest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import peercache.content.SignedManifest;

/** A node that has the whole version, and passes on what a test wants it to as its manifest. */
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
    output.write(Arrays.copyOfRange(content.bytes(), first, last + 1));
  }
}
