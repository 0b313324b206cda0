package peercache.registry.ranking;

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
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;

/** What the registry's order of the nodes costs for one caller. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RankingBenchmark {
  @Param({"1", "8", "64"})
  public int count;

  private final Ranking ranking =
      new Ranking(new Zone("eu/fra"), "192.0.2.7", Set.of(), false, false);
  private List<Candidate> candidates = List.of();

  @Setup
  public void candidates() {
    candidates = IntStream.range(0, count).mapToObj(RankingBenchmark::candidate).toList();
  }

  private static Candidate candidate(int number) {
    var node =
        new Member(
            new NodeId("node-" + number),
            1,
            URI.create("http://node-" + number + ".example:8082"),
            null,
            new Zone(number % 2 == 0 ? "eu/fra" : "us/nyc"),
            NodeState.LIVE,
            1L << 40,
            Headroom.FREE,
            Duration.ofSeconds(3),
            null);
    return new Candidate(node, HolderState.HOLDING, true, false, Grant.NONE, Suspicion.NONE);
  }

  @Benchmark
  public Ranking.Ranked rank() {
    return ranking.rank(candidates);
  }
}
