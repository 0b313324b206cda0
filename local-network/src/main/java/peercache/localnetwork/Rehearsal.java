package peercache.localnetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a network does for the first time while nobody waits for it: files that all nodes want at
 * the same moment, conveyed by the origin and passed on among the nodes, and then what is asked of
 * nodes that have them.
 */
final class Rehearsal {
  private static final int FILES = 3;
  private static final int BYTES = 12 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> names = new ArrayList<>();

  /**
   * @param directory from which the origin serves
   */
  Rehearsal(Path directory) throws IOException {
    var random = new Random();
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      String name = "rehearsal-" + i + ".bin";
      Files.write(directory.resolve(name), bytes);
      names.add(name);
    }
  }

  /**
   * @throws IOException if something was not answered as it should be
   */
  void play(LocalNetwork network) throws IOException {
    try (var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      // First all at once, which is a crowd, then what is held.
      together(client, fromNodes(network));
      together(client, fromNodes(network));
      together(client, names.stream().map(network::fileUri).toList());
      together(client, List.of(network.fileUri("")));
    }
  }

  private List<URI> fromNodes(LocalNetwork network) {
    var uris = new ArrayList<URI>();
    for (String name : names) {
      for (int number = 1; number <= network.plan().nodes(); number++) {
        var base = network.node(number).baseUri();
        uris.add(base.resolve("/origins/" + Plan.ORIGIN_ID + "/files/" + name));
      }
    }
    return uris;
  }

  private static void together(HttpClient client, List<URI> uris) throws IOException {
    var answers = uris.stream().map(uri -> get(client, uri)).toList();
    try {
      answers.forEach(CompletableFuture::join);
    } catch (CompletionException | UncheckedIOException e) {
      throw new IOException("the rehearsal failed: " + e.getCause(), e);
    }
  }

  private static CompletableFuture<Void> get(HttpClient client, URI uri) {
    var request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenAccept(answer -> {
          if (answer.statusCode() != 200) {
            throw new UncheckedIOException(
                new IOException(uri + " was answered with " + answer.statusCode()));
          }
        });
  }
}
