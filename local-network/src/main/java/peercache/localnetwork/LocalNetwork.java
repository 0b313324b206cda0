package peercache.localnetwork;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A running network: PostgreSQL, a registry, an origin and cache nodes. Closing it ends all of
 * them; what they stored stays in the data directory. One network per data directory.
 */
public final class LocalNetwork implements AutoCloseable {
  /** A JVM that is trained works for some seconds after it was told to stop. */
  private static final Duration TRAINING_STOP_LIMIT = Duration.ofMinutes(2);

  private final Plan plan;
  private final FileLock lock;
  private final Keys keys;
  private final Database database;
  private final ServiceProcess registry;
  private final ServiceProcess origin;
  private final List<ServiceProcess> nodes;

  private LocalNetwork(
      Plan plan,
      FileLock lock,
      Keys keys,
      Database database,
      ServiceProcess registry,
      ServiceProcess origin,
      List<ServiceProcess> nodes) {
    this.plan = plan;
    this.lock = lock;
    this.keys = keys;
    this.database = database;
    this.registry = registry;
    this.origin = origin;
    this.nodes = nodes;
  }

  /**
   * Starts a network and waits until all of it is ready.
   *
   * @param progress told in a few words what goes on
   * @throws LocalNetworkException if it cannot be started; then nothing of it is left running
   */
  public static LocalNetwork start(Plan plan, Consumer<String> progress)
      throws InterruptedException {
    Services.requireBuilt(plan.home());
    if (!Files.isDirectory(plan.files())) {
      throw new LocalNetworkException("no such directory: " + plan.files());
    }
    Ports.requireFree(plan.ports());
    Training.ensure(plan.home(), progress);
    try {
      var network = launch(plan, (name, service) -> service.options(), progress);
      try {
        network.awaitReady(progress);
      } catch (InterruptedException | RuntimeException e) {
        network.close();
        throw e;
      }
      return network;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("while it started").initCause(e);
      }
      throw new LocalNetworkException("cannot start the network: " + e.getMessage(), e);
    }
  }

  /**
   * Starts all processes and waits for none of them but the database; whatever was started ends if
   * one cannot be.
   */
  private static LocalNetwork launch(
      Plan plan, Services.StartOptions startOptions, Consumer<String> progress) throws IOException {
    var lock = lock(plan.data());
    var keys = Keys.in(plan.data().resolve("keys"));
    var started = new ArrayDeque<ProcessHandle>();
    var database =
        Database.in(
            plan.data().resolve("postgres"),
            Services.postgresBinaries(plan.home()),
            Files.readString(keys.database()).strip(),
            Map.of());
    try {
      progress.accept("starting PostgreSQL, the registry, the origin, " + plan.nodes() + " nodes");
      var services = new Services(plan, keys, startOptions);
      var registry = services.registry(database);
      started.add(registry.handle());
      var origin = services.origin();
      started.add(origin.handle());
      var nodes = new ArrayList<ServiceProcess>();
      for (int number = 1; number <= plan.nodes(); number++) {
        nodes.add(services.node(number));
        started.add(nodes.getLast().handle());
      }
      // Beside the services: they come up without the database, and wait for it.
      database.start();
      return new LocalNetwork(plan, lock, keys, database, registry, origin, nodes);
    } catch (IOException | RuntimeException e) {
      started.forEach(ProcessHandle::destroyForcibly);
      database.close();
      lock.acquiredBy().close();
      throw e;
    }
  }

  /**
   * Starts a network whose JVMs leave behind, when they end, what makes later ones start fast; of
   * the nodes the first one does.
   *
   * @param rehearsal what they are to have done before
   */
  static void train(Plan plan, Rehearsal rehearsal) throws IOException, InterruptedException {
    Services.StartOptions options =
        (name, service) ->
            name.equals(Services.nodeName(1)) || !name.startsWith(Services.NODE)
                ? service.trainingOptions()
                : service.options();
    try (var network = launch(plan, options, line -> {})) {
      network.awaitReady(line -> {});
      rehearsal.play(network);
      for (var service : network.services()) {
        service.handle().destroy();
      }
      for (var service : network.services()) {
        service.stop(TRAINING_STOP_LIMIT);
      }
    }
  }

  /** Each service by itself, and then that the nodes have heard of the origin. */
  private void awaitReady(Consumer<String> progress) throws InterruptedException {
    awaitEach(
        services(),
        ServiceProcess::awaitReady,
        service -> progress.accept(service.name() + " is ready"));
    awaitEach(
        nodes, node -> node.awaitAnswer("/origins/" + Plan.ORIGIN_ID + "/files/"), node -> {});
  }

  /** All at once, so that the first that fails is heard of at once. */
  private static void awaitEach(
      List<ServiceProcess> services,
      Consumer<ServiceProcess> waitFor,
      Consumer<ServiceProcess> done)
      throws InterruptedException {
    var waiting = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var ready = new ExecutorCompletionService<ServiceProcess>(waiting);
      for (var service : services) {
        ready.submit(() -> waitFor.accept(service), service);
      }
      for (int i = 0; i < services.size(); i++) {
        done.accept(ready.take().get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LocalNetworkException fault
          ? fault
          : new LocalNetworkException("cannot start the network: " + e.getCause(), e);
    } finally {
      waiting.shutdownNow();
    }
  }

  private static FileLock lock(Path data) throws IOException {
    Files.createDirectories(data);
    var channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new LocalNetworkException("another network of this process uses " + data, e);
    }
    channel.close();
    throw new LocalNetworkException("another network uses " + data + ": choose one with --data");
  }

  public Plan plan() {
    return plan;
  }

  public Database database() {
    return database;
  }

  public ServiceProcess registry() {
    return registry;
  }

  /**
   * Starts one more registry on the database. Whoever starts it ends it.
   *
   * @param name of its logs
   * @param uri on this host; its management port is 1,000 above
   */
  public ServiceProcess startRegistry(String name, URI uri) throws IOException {
    return new Services(plan, keys, (_, service) -> service.options())
        .registry(name, uri, database);
  }

  public ServiceProcess origin() {
    return origin;
  }

  /**
   * A node by its number.
   *
   * @param number from 1
   */
  public ServiceProcess node(int number) {
    return nodes.get(number - 1);
  }

  /** In the order in which they are told to start. */
  public List<ServiceProcess> services() {
    var all = new ArrayList<>(List.of(registry, origin));
    all.addAll(nodes);
    return all;
  }

  public Path publisherKeyFile() {
    return keys.publisher();
  }

  public Path networkKeyFile() {
    return keys.network();
  }

  /** Where a file of the origin is asked for. */
  public URI fileUri(String encodedPath) {
    return origin.baseUri().resolve("/files/" + encodedPath);
  }

  /** Ends the services side by side, then the database, then gives the directory free. */
  @Override
  public void close() {
    try {
      for (var service : services()) {
        service.handle().destroy();
      }
      for (var service : services()) {
        service.stop();
      }
    } catch (InterruptedException e) {
      services().forEach(service -> service.handle().destroyForcibly());
      Thread.currentThread().interrupt();
    }
    try {
      database.close();
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new LocalNetworkException("cannot stop the database: " + e.getMessage(), e);
    }
  }
}
