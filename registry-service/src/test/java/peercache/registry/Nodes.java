package peercache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientResponseException;
import peercache.api.HeldVersion;
import peercache.api.Holder;
import peercache.api.Holders;
import peercache.api.HoldingReport;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.api.Zone;

/** What nodes say, in few words; names that no other test uses. */
public final class Nodes {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Nodes() {}

  public static NodeId newId() {
    return new NodeId("node-" + COUNT.incrementAndGet());
  }

  public static VersionId newVersion() {
    return version(1_000_000L + COUNT.incrementAndGet());
  }

  public static VersionId version(long number) {
    return new VersionId(
        String.format("%016x", number * 0x9E3779B97F4A7C15L) + String.format("%048x", number));
  }

  public static NodeJoin join(String zone, long incarnation) {
    return new NodeJoin(
        URI.create("http://10.0.0.1:8082"), null, new Zone(zone), 1L << 40, null, incarnation);
  }

  public static NodeRenewal renewal(long incarnation, long reportNumber) {
    return new NodeRenewal(incarnation, 0, 0, 0, reportNumber);
  }

  public static HoldingReport report(long incarnation, long number, VersionId... added) {
    return new HoldingReport(incarnation, number, held(added), List.of());
  }

  public static List<HeldVersion> held(VersionId... versions) {
    return List.of(versions).stream().map(id -> new HeldVersion(id, 100)).toList();
  }

  /** A live node of incarnation 1 that holds the versions. */
  public static NodeId holder(RegistryApi registry, String zone, VersionId... versions) {
    var id = newId();
    registry.join(id, join(zone, 1));
    registry.report(id, report(1, 1, versions));
    return id;
  }

  public static Holders holders(RegistryApi registry, VersionId version, @Nullable String client) {
    return registry.holders(version, client, null, null, null, List.of(), false);
  }

  public static List<NodeId> holderIds(RegistryApi registry, VersionId version) {
    return holders(registry, version, null).holders().stream().map(Holder::id).toList();
  }

  /** The lease of a node ends now. */
  public static void lose(RunningRegistry registry, NodeId id) {
    registry
        .sql()
        .sql("update node set lease_until = clock_timestamp() - interval '1 second' where id = :id")
        .param("id", id.value())
        .update();
  }

  /** The call is refused with the status, and the problem's detail contains the words. */
  public static void assertRefused(int status, String words, ThrowingCallable call) {
    assertThatExceptionOfType(RestClientResponseException.class)
        .isThrownBy(call)
        .satisfies(e -> {
          var headers = Objects.requireNonNull(e.getResponseHeaders());
          assertThat(e.getStatusCode().value()).isEqualTo(status);
          assertThat(headers.getContentType()).hasToString("application/problem+json");
          assertThat(e.getResponseBodyAsString()).contains(words);
        });
  }
}
