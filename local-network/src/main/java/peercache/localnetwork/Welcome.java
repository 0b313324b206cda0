package peercache.localnetwork;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a person is told when the network is up. */
record Welcome(LocalNetwork network, Duration took) {
  /** Smaller files are served by the origin itself, so they are no example of a redirect. */
  private static final long REDIRECTED_SIZE = 64 * 1024;

  private static final int MAX_LOOKED_AT = 1_000;

  void printTo(PrintStream out) throws IOException {
    var plan = network.plan();
    out.printf("%nPeercache is up after %.1f s.%n%n", took.toMillis() / 1_000.0);
    line(out, "files", plan.files().toString());
    line(out, "origin", network.origin().baseUri() + "/files/");
    for (int number = 1; number <= plan.nodes(); number++) {
      line(out, network.node(number).name(), network.node(number).baseUri().toString());
    }
    line(out, "registry", network.registry().baseUri() + "/v1/nodes");
    line(out, "logs, data", plan.data() + "  (logs/ for the logs)");
    out.println();
    var example = example(plan.files());
    if (example.isPresent()) {
      String path = uriPath(example.get());
      out.println("Get a file; the origin sends you to a node that holds it:");
      out.printf("  curl -L -o copy '%s'%n", network.fileUri(path));
      if (plan.nodes() > 0) {
        out.println("Or through a node of your own, which serves it to others from then on:");
        out.printf(
            "  curl -o copy '%s/origins/%s/files/%s'%n",
            network.node(1).baseUri(), Plan.ORIGIN_ID, path);
      }
    } else {
      out.println("The directory has no file yet: put one there, or publish one.");
    }
    out.println("Publish a file:");
    out.printf(
        "  curl -T FILE -H \"Authorization: Bearer $(cat '%s')\" '%s/files/'%n",
        network.publisherKeyFile(), network.origin().baseUri());
    out.printf("%nCtrl-C stops everything.%n");
    out.flush();
  }

  private static void line(PrintStream out, String name, String value) {
    out.printf("  %-11s %s%n", name, value);
  }

  /** A file that is there, one that is redirected if possible. */
  private static Optional<Path> example(Path files) throws IOException {
    try (var found = Files.find(files, 3, (path, attributes) -> attributes.isRegularFile())) {
      var some = found.limit(MAX_LOOKED_AT).sorted().toList();
      for (Path path : some) {
        if (Files.size(path) >= REDIRECTED_SIZE) {
          return Optional.of(files.relativize(path));
        }
      }
      return some.stream().findFirst().map(files::relativize);
    }
  }

  private static String uriPath(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .map(Welcome::encoded)
        .collect(Collectors.joining("/"));
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
