package peercache.origin.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;

/** What an origin's choice among holders costs, half of them in the caller's zone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {
  @Param({"1", "8", "64"})
  public int count;

  private final InetSocketAddress client =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40_000);
  private List<Holder> holders = List.of();

  @Setup
  public void holders() {
    holders = IntStream.range(0, count).mapToObj(RouteBenchmark::holder).toList();
  }

  private static Holder holder(int number) {
    return new Holder(
        new NodeId("node-" + number),
        URI.create("http://node-" + number + ".example:8082"),
        null,
        new Zone("eu/fra"),
        HolderState.HOLDING,
        number % 2,
        Duration.ofSeconds(3));
  }

  @Benchmark
  public Route choose() {
    return RoutePolicy.choose(
        holders,
        Duration.ofMillis(300),
        Set.of(),
        Set.of(),
        holder -> false,
        Rendezvous.caller(client));
  }
}
