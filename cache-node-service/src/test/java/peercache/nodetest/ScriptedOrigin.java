package peercache.nodetest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import tools.jackson.databind.json.JsonMapper;

/** An origin that can truncate, reset, stall, lie and count. */
public final class ScriptedOrigin extends ScriptedServer {
  /** What is wrong with one answer for a version's bytes. */
  public sealed interface Fault {
    record Truncate(int after) implements Fault {}

    record Reset(int after) implements Fault {}

    record WrongBytes() implements Fault {}

    record Status(int status) implements Fault {}

    record Busy(int status, int retryAfterSeconds) implements Fault {}
  }

  private record Planned(Predicate<Ask> applies, Fault fault) {}

  private static final Pattern VERSION = Pattern.compile("/versions/([0-9a-f]{64})");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<VersionId, Content> versions = new ConcurrentHashMap<>();

  /** By target's path, as sent. */
  private final Map<String, Content> files = new ConcurrentHashMap<>();

  private final Map<String, byte[]> unnamed = new ConcurrentHashMap<>();
  private final Deque<Planned> faults = new ConcurrentLinkedDeque<>();

  /** Bytes of versions that were sent. */
  public final AtomicLong conveyed = new AtomicLong();

  public final AtomicInteger manifests = new AtomicInteger();
  public final AtomicInteger fileLookUps = new AtomicInteger();
  public final Queue<Ask> asked = new ConcurrentLinkedQueue<>();

  /** Where it sends who asks for a file, unless it is asked for its own bytes; null for nowhere. */
  public volatile Function<Ask, @Nullable String> redirects = ask -> null;

  /** Whether it gives a manifest to who asks early, as if no other node had been given it. */
  public volatile boolean givesEarly;

  /** Whether it hears of another node that leads each fill without the registry. */
  public volatile boolean ledByAnother;

  /** Whether its manifests are signed. */
  public volatile boolean signs = true;

  private long allowedUpTo = Long.MAX_VALUE;

  public ScriptedOrigin() {
    start();
  }

  /** One that speaks TLS. */
  public ScriptedOrigin(SSLContext tls) {
    super("https", tls.getServerSocketFactory());
    start();
  }

  public Content add(Content content) {
    versions.put(content.id(), content);
    return content;
  }

  public Content publish(String uriPath, Content content) {
    files.put("/files/" + uriPath, content);
    return add(content);
  }

  public void publishUnnamed(String uriPath, byte[] bytes) {
    unnamed.put("/files/" + uriPath, bytes);
  }

  public void forget(Content content) {
    versions.remove(content.id());
  }

  /** One answer, the next for the piece, goes wrong. */
  public void failOnce(int piece, Fault fault) {
    String start = "bytes=" + (long) piece * Content.PIECE + "-";
    faults.add(
        new Planned(ask -> ask.headers().getOrDefault("range", "").startsWith(start), fault));
  }

  /** No byte at this position or behind it is sent until more is allowed. */
  public synchronized void allowUpTo(long position) {
    allowedUpTo = position;
    notifyAll();
  }

  public void allowAll() {
    allowUpTo(Long.MAX_VALUE);
  }

  @Override
  protected void answer(Ask ask, Socket socket, OutputStream output) throws IOException {
    asked.add(ask);
    String path = ask.path();
    var version = VERSION.matcher(path);
    if (path.startsWith("/files/")) {
      fileLookUps.incrementAndGet();
      String location = ask.target().endsWith("?direct") ? null : redirects.apply(ask);
      if (location == null) {
        answerFile(ask, output);
      } else {
        head(output, 302, "Location: " + location, "Content-Length: 0");
      }
    } else if (ask.target().endsWith("/manifest?early") && !givesEarly) {
      head(output, 409, "Content-Length: 0");
    } else if (path.endsWith("/manifest") && version.lookingAt()) {
      manifests.incrementAndGet();
      answerManifest(versions.get(new VersionId(version.group(1))), output);
    } else if (version.matches()) {
      answerVersion(ask, versions.get(new VersionId(version.group(1))), socket, output);
    } else {
      head(output, 404, "Content-Length: 0");
    }
  }

  private void answerFile(Ask ask, OutputStream output) throws IOException {
    var content = files.get(ask.path());
    byte[] bytes = content != null ? content.bytes() : unnamed.get(ask.path());
    if (bytes == null) {
      head(output, 404, "Content-Length: 0");
      return;
    }
    String length = "Content-Length: " + bytes.length;
    if (content == null) {
      head(output, 200, length);
    } else {
      head(output, 200, length, "ETag: \"sha-256-" + content.id() + "\"");
    }
    if (ask.method().equals("GET")) {
      output.write(bytes);
    }
  }

  private void answerManifest(@Nullable Content content, OutputStream output) throws IOException {
    if (content == null) {
      head(output, 404, "Content-Length: 0");
      return;
    }
    byte[] json = JSON.writeValueAsBytes(content.manifest());
    String length = "Content-Length: " + json.length;
    if (signs) {
      head(output, 200, length, "Peercache-Signature: " + Signing.sign(json));
    } else {
      head(output, 200, length);
    }
    output.write(json);
  }

  private void answerVersion(Ask ask, @Nullable Content content, Socket socket, OutputStream output)
      throws IOException {
    var range = RANGE.matcher(ask.headers().getOrDefault("range", ""));
    if (content == null || !range.matches()) {
      head(output, 404, "Content-Length: 0");
      return;
    }
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    if (ledByAnother && ask.headers().containsKey("peercache-fill-leader")) {
      head(output, 409, "Content-Length: 0");
      return;
    }
    var fault = takeFault(ask);
    if (fault instanceof Fault.Status(int status)) {
      head(output, status, "Content-Length: 0");
      return;
    }
    if (fault instanceof Fault.Busy(int status, int seconds)) {
      head(output, status, "Content-Length: 0", "Retry-After: " + seconds);
      return;
    }
    head(
        output,
        206,
        "Content-Length: " + (last - first + 1),
        "Content-Range: bytes %d-%d/%d".formatted(first, last, content.bytes().length));
    byte[] bytes = Arrays.copyOfRange(content.bytes(), first, last + 1);
    switch (fault) {
      case Fault.Truncate(int after) -> {
        send(output, bytes, first, after);
        throw new IOException("truncates");
      }
      case Fault.Reset(int after) -> {
        send(output, bytes, first, after);
        output.flush();
        socket.setSoLinger(true, 0);
        throw new IOException("resets");
      }
      case Fault.WrongBytes() -> {
        bytes[bytes.length / 2] ^= 1;
        send(output, bytes, first, bytes.length);
      }
      case Fault.Status _, Fault.Busy _ -> throw new AssertionError("answered before");
      case null -> send(output, bytes, first, bytes.length);
    }
  }

  private @Nullable Fault takeFault(Ask ask) {
    var next = faults.stream().filter(planned -> planned.applies().test(ask)).findFirst();
    return next.filter(faults::remove).map(Planned::fault).orElse(null);
  }

  private void send(OutputStream output, byte[] bytes, long position, int count)
      throws IOException {
    int at = 0;
    while (at < count) {
      int allowed = (int) Math.min(count - at, awaitAllowed(position + at));
      int length = Math.min(allowed, 16 * 1024);
      output.write(bytes, at, length);
      conveyed.addAndGet(length);
      at += length;
    }
  }

  private synchronized long awaitAllowed(long position) throws IOException {
    try {
      while (position >= allowedUpTo) {
        wait();
      }
      return allowedUpTo - position;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
