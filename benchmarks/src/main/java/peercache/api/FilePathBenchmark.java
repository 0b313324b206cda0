package peercache.api;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to read a path from a request and to write it into a URL. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilePathBenchmark {
  @Param({"models/llama-3/model-00001-of-00030.safetensors", "gr%C3%B6%C3%9Fe/100%25%20a+b.bin"})
  public String raw = "";

  @Benchmark
  public FilePath read() {
    return FilePath.fromUriPath(raw);
  }

  @Benchmark
  public String readAndWrite() {
    return FilePath.fromUriPath(raw).toUriPath();
  }
}
