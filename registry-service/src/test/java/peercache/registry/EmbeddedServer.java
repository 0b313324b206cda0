package peercache.registry;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A PostgreSQL of one's own that can be killed and started again on the same port and data, and
 * that keeps what it has committed.
 */
final class EmbeddedServer implements AutoCloseable {
  private final Path directory;
  private final int port;
  private EmbeddedPostgres server;

  private EmbeddedServer(Path directory, int port, EmbeddedPostgres server) {
    this.directory = directory;
    this.port = port;
    this.server = server;
  }

  static EmbeddedServer start(Path directory) throws IOException {
    int port = freePort();
    return new EmbeddedServer(directory, port, launch(directory, port));
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  TestDatabase database() {
    return new TestDatabase(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
  }

  /** kill -9 of the server and everything that it started. */
  void kill() throws IOException {
    var postmaster = postmaster();
    var processes = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    postmaster.onExit().join();
  }

  /** Keeps its connections and takes new ones, but does nothing any more. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  void thaw() throws Exception {
    signal("-CONT");
  }

  /** The postmaster first when it stops, so that it starts no process that is missed. */
  private void signal(String name) throws Exception {
    var postmaster = postmaster();
    send(name, postmaster);
    for (var process : postmaster.descendants().toList()) {
      send(name, process);
    }
  }

  private static void send(String signal, ProcessHandle process) throws Exception {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor();
  }

  void startAgain() throws IOException {
    server.close(); // lets go of the directory
    server = launch(directory, port);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private ProcessHandle postmaster() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static EmbeddedPostgres launch(Path directory, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .start();
  }
}
