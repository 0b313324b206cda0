package peercache.localnetwork;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service in a process of its own, as its jar is deployed. Can be killed and started again. */
public final class ServiceProcess {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
  private static final long POLL_MILLIS = 200;

  /** One for all: a client per process would be a thread per process. */
  private static final HttpClient PROBE =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  private final String name;
  private final List<String> enter;
  private final Path jar;
  private final URI baseUri;
  private final Map<String, String> environment;
  private final List<String> jvmOptions;
  private final Path output;
  private volatile Process process;
  private volatile String lastAnswer = "none";

  private ServiceProcess(
      String name,
      List<String> enter,
      Path jar,
      URI baseUri,
      Map<String, String> environment,
      List<String> jvmOptions,
      Path output)
      throws IOException {
    this.name = name;
    this.enter = List.copyOf(enter);
    this.jar = jar;
    this.baseUri = baseUri;
    this.environment = Map.copyOf(environment);
    this.jvmOptions = List.copyOf(jvmOptions);
    this.output = output;
    this.process = launch();
  }

  /**
   * Starts the process and returns at once.
   *
   * @param enter what its command begins with, to run on another host; it must become the command
   *     that follows, so that there is one process
   * @param environment its configuration: properties in the form of environment variables, so that
   *     no secret stands in the list of processes
   * @param output what it prints goes here
   */
  public static ServiceProcess start(
      String name,
      List<String> enter,
      Path jar,
      URI baseUri,
      Map<String, String> environment,
      List<String> jvmOptions,
      Path output)
      throws IOException {
    return new ServiceProcess(name, enter, jar, baseUri, environment, jvmOptions, output);
  }

  public String name() {
    return name;
  }

  public URI baseUri() {
    return baseUri;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Starts it again after it ended. */
  public void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException(name + " is running");
    }
    process = launch();
  }

  /** As {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As TERM does; a process that does not end in time is killed. */
  public void stop() throws InterruptedException {
    stop(STOP_LIMIT);
  }

  void stop(Duration limit) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Waits until the service says that it is ready.
   *
   * @throws LocalNetworkException if it ends before, or is not ready in time
   */
  public void awaitReady() {
    awaitAnswer("/actuator/health/readiness");
  }

  /**
   * Waits until the service answers 200.
   *
   * @throws LocalNetworkException if it ends before, or does not in time
   */
  void awaitAnswer(String path) {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    try {
      while (!answers(path)) {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new LocalNetworkException(
              "%s ended with %d: %s (see %s)"
                  .formatted(name, process.exitValue(), lastWords(), output));
        }
        if (System.nanoTime() > deadline) {
          throw new LocalNetworkException(
              "%s was not ready after %d s; last answer to %s: %s (see %s)"
                  .formatted(name, READY_LIMIT.toSeconds(), path, lastAnswer, output));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while " + name + " was starting", e);
    }
  }

  /** The JVM that runs this program runs the services too. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private boolean answers(String path) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(baseUri.resolve(path)).timeout(Duration.ofSeconds(2)).build();
    try {
      var answer = PROBE.send(request, BodyHandlers.ofString());
      lastAnswer = answer.statusCode() + " " + answer.body();
      return answer.statusCode() == 200;
    } catch (IOException notYet) {
      lastAnswer = notYet.toString();
      return false;
    }
  }

  private Process launch() throws IOException {
    var command = new ArrayList<>(enter);
    command.add(java());
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString()));
    Files.createDirectories(output.getParent());
    Files.writeString(output, "", StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The line that most likely says why it ended: the root cause, or else what was said last. */
  private String lastWords() {
    try (var lines = Files.lines(output)) {
      var said =
          lines
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .filter(line -> !line.startsWith("at ") && !line.startsWith("..."))
              .toList();
      return said.reversed().stream()
          .filter(line -> line.startsWith("Caused by: "))
          .findFirst()
          .orElseGet(() -> said.isEmpty() ? "it said nothing" : said.getLast());
    } catch (IOException e) {
      return "its output cannot be read: " + e.getMessage();
    }
  }
}
