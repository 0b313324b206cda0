package peercache.localnetwork;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code quickstart}: a whole network on this machine until it is told to stop. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description =
        "Starts a peer-to-peer caching network for the files of DIRECTORY on this machine.",
    sortOptions = false)
public final class Quickstart implements Callable<Integer> {
  private static final int FAILED = 1;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIRECTORY",
      description = "The files to serve; without it a few samples.")
  private @Nullable Path directory;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many cache nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      defaultValue = ".peercache",
      description = "What survives a restart, logs and keys (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".peercache");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Of the registry; the origin and the nodes follow, management is 1000 above (default:"
              + " ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "Under which callers reach this machine (default: ${DEFAULT-VALUE}).")
  private String host = "localhost";

  @Option(
      names = "--hosts",
      paramLabel = "PREFIX@A.B.C",
      hidden = true,
      description =
          "The origin and each node in a network namespace of its own (benchmarks/hosts).")
  private @Nullable String hosts;

  @Option(
      names = "--once",
      hidden = true,
      description = "What ends by itself, or is killed, is not started again.")
  private boolean once;

  private final CountDownLatch closed = new CountDownLatch(1);

  private Quickstart() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.err));
  }

  /** Runs the command; what is wrong is said in one line. */
  static int run(String[] arguments, PrintStream errors) {
    var command = new CommandLine(new Quickstart());
    command.setParameterExceptionHandler((wrong, given) -> {
      errors.println("quickstart: " + wrong.getMessage() + " (quickstart --help)");
      return CommandLine.ExitCode.USAGE;
    });
    command.setExecutionExceptionHandler((fault, line, result) -> {
      if (!(fault instanceof LocalNetworkException)) {
        throw fault;
      }
      errors.println("quickstart: " + fault.getMessage());
      return FAILED;
    });
    return command.execute(arguments);
  }

  /**
   * Runs until Ctrl-C or TERM, which interrupt this thread wherever it is: also a network that is
   * just coming up is taken down again.
   */
  @Override
  public Integer call() throws IOException {
    stopOnSignal(Thread.currentThread());
    try {
      serve();
      return 0;
    } catch (InterruptedException signal) {
      return 0;
    } finally {
      closed.countDown();
    }
  }

  private void serve() throws InterruptedException, IOException {
    long start = System.nanoTime();
    try (var network = LocalNetwork.start(plan(), Quickstart::say);
        var supervisor = new Supervisor(network, Quickstart::say)) {
      if (!once) {
        supervisor.start();
      }
      new Welcome(network, Duration.ofNanos(System.nanoTime() - start)).printTo(System.out);
      supervisor.awaitClose();
    }
  }

  private static void say(String progress) {
    System.out.println("  " + progress);
  }

  private void stopOnSignal(Thread serving) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  if (closed.getCount() > 0) {
                    System.out.println("stopping");
                    serving.interrupt();
                    awaitClosed();
                  }
                }));
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Plan plan() {
    var home = Path.of(System.getProperty("peercache.home", ".")).toAbsolutePath().normalize();
    var files = directory == null ? home.resolve("samples") : directory;
    return new Plan(
        home,
        files.toAbsolutePath().normalize(),
        data.toAbsolutePath().normalize(),
        hosts == null ? new Placement.Together(host) : Placement.Apart.parse(hosts),
        port,
        nodes,
        Map.of());
  }
}
