package peercache.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A node beside the population, and what it says it holds. */
final class Inventories {
  private static final int CHANGED_EACH = 100;

  private final Rig rig;
  private final String node = "extra-" + ThreadLocalRandom.current().nextInt(1, 1_000_000_000);
  private final long[] versions;
  private final int known;

  /**
   * @param known versions that others hold; half of those in the inventory are among them
   */
  Inventories(Rig rig, int count, int known) {
    this.rig = rig;
    this.known = known;
    this.versions = IntStream.range(0, count).mapToLong(this::version).toArray();
  }

  private long version(int number) {
    var random = ThreadLocalRandom.current();
    return number % 2 == 0
        ? 1 + random.nextInt(known)
        : random.nextLong(Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** One version in a hundred becomes another. */
  Inventories changed() {
    for (int i = 0; i < versions.length; i += CHANGED_EACH) {
      versions[i] = version(1);
    }
    return this;
  }

  /**
   * Joins as this run of the node and sends the inventory.
   *
   * @return seconds from its first byte to the receipt
   */
  double send(int incarnation) throws IOException {
    String join =
        """
        {"baseUri":"http://10.250.0.1:8082","zone":"region-0/site-0","capacityBytes":1000000000000,
         "maxBytesPerSecond":null,"incarnation":%d}
        """
            .formatted(incarnation);
    byte[] inventory = body(incarnation);
    try (var connection = new HttpConnection(rig.registry.baseUri())) {
      require(connection.send(put("/v1/nodes/" + node, join.getBytes(StandardCharsets.US_ASCII))));
      byte[] request = put("/v1/nodes/" + node + "/inventory", inventory);
      long start = System.nanoTime();
      require(connection.send(request));
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private byte[] body(int incarnation) {
    return IntStream.range(0, versions.length)
        .mapToObj(i ->
            "{\"id\":\"" + Population.hex(versions[i]) + "\",\"size\":" + (1_048_576 + i) + "}")
        .collect(
            Collectors.joining(
                ",", "{\"incarnation\":" + incarnation + ",\"number\":0,\"versions\":[", "]}"))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] put(String path, byte[] body) {
    return HttpConnection.request("PUT", path, Rig.KEY, body);
  }

  private static void require(HttpConnection.Answer answer) throws IOException {
    if (!answer.isOk()) {
      throw new IOException("the registry answers " + answer.status() + ": " + answer.body());
    }
  }
}
