package peercache.content;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import peercache.api.VersionId;

/** What a request's headers cost before the first byte is sent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ContentBenchmark {
  private static final long SIZE = 4L << 30;

  private final Validators validators =
      Validators.of(new VersionId("0123456789abcdef".repeat(4)), Instant.EPOCH);
  private final HttpFields plain = request().asImmutable();
  private final HttpFields byTag =
      request().put(HttpHeader.IF_NONE_MATCH, "\"a\", \"b\", " + validators.etag()).asImmutable();
  private final HttpFields byDate =
      request().put(HttpHeader.IF_MODIFIED_SINCE, "Thu, 01 Jan 2026 00:00:00 GMT").asImmutable();

  private static HttpFields.Mutable request() {
    return HttpFields.build()
        .put(HttpHeader.HOST, "localhost:8082")
        .put(HttpHeader.USER_AGENT, "curl/8.0")
        .put(HttpHeader.ACCEPT, "*/*");
  }

  @Benchmark
  public RangeSelection oneRange() {
    return RangeSelection.of("bytes=1048576-2097151", SIZE);
  }

  @Benchmark
  public RangeSelection thirtyTwoRanges() {
    return RangeSelection.of(
        "bytes=0-1,10-11,20-21,30-31,40-41,50-51,60-61,70-71,80-81,90-91,100-101,110-111,120-121,"
            + "130-131,140-141,150-151,160-161,170-171,180-181,190-191,200-201,210-211,220-221,"
            + "230-231,240-241,250-251,260-261,270-271,280-281,290-291,300-301,-5",
        SIZE);
  }

  @Benchmark
  public Precondition noCondition() {
    return Precondition.evaluate(plain, validators);
  }

  @Benchmark
  public Precondition ifNoneMatch() {
    return Precondition.evaluate(byTag, validators);
  }

  @Benchmark
  public Precondition ifModifiedSince() {
    return Precondition.evaluate(byDate, validators);
  }
}
