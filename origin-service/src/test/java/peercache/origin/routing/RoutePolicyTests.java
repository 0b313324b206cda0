package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.FilePath;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;

class RoutePolicyTests {
  private static final VersionId VERSION = new VersionId("a".repeat(64));
  private static final long MIN_SIZE = 100;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static RouteRequest request(
      @Nullable VersionId version,
      long size,
      boolean direct,
      boolean credentials,
      boolean ownDate,
      int excluded) {
    return new RouteRequest(
        "GET",
        new FilePath("a"),
        version,
        size,
        direct,
        credentials,
        ownDate,
        null,
        false,
        nodes(excluded),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  }

  private static Set<NodeId> nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new NodeId("excluded-" + i))
        .collect(Collectors.toSet());
  }

  static Stream<Arguments> staysHere() {
    return Stream.of(
        Arguments.of(request(VERSION, 100, true, false, false, 0), Reason.ASKED_DIRECT),
        Arguments.of(request(VERSION, 100, false, true, false, 0), Reason.CREDENTIALS),
        Arguments.of(request(null, 100, false, false, false, 0), Reason.UNSETTLED),
        Arguments.of(request(VERSION, 99, false, false, false, 0), Reason.SMALL),
        Arguments.of(request(VERSION, 100, false, false, true, 0), Reason.OWN_DATE),
        Arguments.of(request(VERSION, 100, false, false, false, 4), Reason.TOO_MANY_EXCLUDED));
  }

  @ParameterizedTest
  @MethodSource
  void staysHere(RouteRequest request, Reason reason) {
    assertThat(RoutePolicy.withoutHolders(request, MIN_SIZE)).contains(new Route.Here(reason));
  }

  @Test
  void looksForHoldersOtherwise() {
    var request = request(VERSION, 100, false, false, false, 3);
    assertThat(RoutePolicy.withoutHolders(request, MIN_SIZE)).isEmpty();
  }

  private static Holder holder(String id, HolderState state, int tier, int leaseSeconds) {
    return new Holder(
        new NodeId(id),
        URI.create("http://" + id),
        null,
        Zone.DEFAULT,
        state,
        tier,
        Duration.ofSeconds(leaseSeconds));
  }

  private static final Holder NEAR = holder("near", HolderState.HOLDING, 0, 10);
  private static final Holder FAR = holder("far", HolderState.HOLDING, 1, 10);
  private static final Holder FILLING = holder("filling", HolderState.FILLING, 2, 10);
  private static final Holder SPARSE = holder("sparse", HolderState.SPARSE, 2, 10);
  private static final Holder DYING = holder("dying", HolderState.HOLDING, 0, 1);

  private static final Set<Holder> NONE = Set.of();

  private static Route choose(
      List<Holder> holders, int age, Set<NodeId> excluded, Set<NodeId> failed, Set<Holder> bad) {
    return RoutePolicy.choose(
        holders, Duration.ofSeconds(age), excluded, failed, bad::contains, 7L);
  }

  static Stream<Arguments> chooses() {
    var near = Set.of(NEAR.id());
    return Stream.of(
        Arguments.of(List.of(), 0, Set.of(), Set.of(), NONE, null, Reason.NO_HOLDER),
        Arguments.of(List.of(FAR, NEAR), 0, Set.of(), Set.of(), NONE, NEAR, Reason.HOLDER),
        Arguments.of(List.of(FILLING), 0, Set.of(), Set.of(), NONE, FILLING, Reason.FILLING),
        Arguments.of(List.of(SPARSE), 0, Set.of(), Set.of(), NONE, SPARSE, Reason.SPARSE),
        Arguments.of(List.of(NEAR, FAR), 0, near, Set.of(), NONE, FAR, Reason.HOLDER),
        Arguments.of(List.of(NEAR, FAR), 0, Set.of(), near, NONE, FAR, Reason.OTHER_HOLDER),
        Arguments.of(List.of(NEAR, FAR), 0, Set.of(), Set.of(), Set.of(NEAR), FAR, Reason.HOLDER),
        Arguments.of(List.of(NEAR), 0, near, Set.of(), NONE, null, Reason.NONE_USABLE),
        Arguments.of(List.of(NEAR), 0, Set.of(), Set.of(), Set.of(NEAR), null, Reason.NONE_USABLE),
        Arguments.of(List.of(NEAR), 0, Set.of(), near, NONE, null, Reason.FAILED_ATTEMPT),
        Arguments.of(List.of(DYING, FAR), 2, Set.of(), Set.of(), NONE, FAR, Reason.HOLDER),
        Arguments.of(List.of(DYING), 2, Set.of(), Set.of(), NONE, null, Reason.REGISTRY_AWAY));
  }

  @ParameterizedTest
  @MethodSource
  void chooses(
      List<Holder> holders,
      int age,
      Set<NodeId> excluded,
      Set<NodeId> failed,
      Set<Holder> bad,
      @Nullable Holder expected,
      Reason reason) {
    var route = choose(holders, age, excluded, failed, bad);
    assertThat(route.reason()).isEqualTo(reason);
    switch (route) {
      case Route.Here here -> assertThat(expected).isNull();
      case Route.ToNode toNode -> assertThat(toNode.holder()).isEqualTo(expected);
    }
  }

  @Test
  void namesTheNextBestInTheOrderOfTheirTiers() {
    var route = choose(List.of(FILLING, FAR, NEAR), 0, Set.of(), Set.of(), NONE);
    assertThat(route).isEqualTo(new Route.ToNode(NEAR, List.of(FAR, FILLING), Reason.HOLDER));
  }

  @Test
  void namesAtMostThreeAlternates() {
    var holders =
        IntStream.range(0, 8)
            .mapToObj(i -> holder("node-" + i, HolderState.HOLDING, 0, 10))
            .toList();
    var route = (Route.ToNode) choose(holders, 0, Set.of(), Set.of(), NONE);
    assertThat(route.alternates()).hasSize(3).doesNotContain(route.holder());
  }

  /** As it is behind a NAT: one address, thousands of ports. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 32}) // of the last 40,000 callers, or chance alone exceeds it
  void oneHotFileIsSpreadOverEqualHoldersThoughAllCallersHaveOneAddress(int count) {
    var callers =
        IntStream.range(0, callersOf(count))
            .mapToObj(i -> new InetSocketAddress(LOOPBACK, 20_000 + i));

    assertThat(unevenness(count, callers)).isLessThan(1.3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 32}) // of the last 40,000 callers, or chance alone exceeds it
  void oneHotFileIsSpreadOverEqualHoldersThoughAllCallersHaveOnePort(int count) {
    var callers =
        IntStream.range(0, callersOf(count))
            .mapToObj(i ->
                new InetSocketAddress(
                    InetAddress.ofLiteral("10.1.%d.%d".formatted(i / 256, i % 256)), 40_000));

    assertThat(unevenness(count, callers)).isLessThan(1.3);
  }

  /** Clients that fetch from all nodes that a redirect names load the alternates as well. */
  @Test
  void theAlternatesAreSpreadToo() {
    var holders = equal(8);
    Map<NodeId, Integer> named = new HashMap<>();
    for (int port = 20_000; port < 30_000; port++) {
      for (var alternate : toNode(holders, new InetSocketAddress(LOOPBACK, port)).alternates()) {
        named.merge(alternate.id(), 1, Integer::sum);
      }
    }
    assertThat(ratio(named)).isLessThan(1.3);
  }

  @Test
  void aCrowdIsToldFewDifferentThings() {
    var holders = equal(32);
    var told =
        IntStream.range(20_000, 30_000)
            .mapToObj(port -> toNode(holders, new InetSocketAddress(LOOPBACK, port)))
            .distinct()
            .count();
    assertThat(told).isLessThanOrEqualTo(32 * 64);
  }

  @Test
  void aCallerKeepsItsNodeWhenAnotherOneGoesAway() {
    var holders = equal(8);
    for (int port = 20_000; port < 21_000; port++) {
      var caller = new InetSocketAddress(LOOPBACK, port);
      var before = toNode(holders, caller).holder();
      var after = toNode(holders.subList(1, 8), caller).holder();
      assertThat(before.equals(after) || before.equals(holders.getFirst())).isTrue();
    }
  }

  private static int callersOf(int holders) {
    return holders <= 8 ? 10_000 : 40_000;
  }

  private static List<Holder> equal(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> holder("node-" + i, HolderState.HOLDING, 0, 10))
        .toList();
  }

  private static Route.ToNode toNode(List<Holder> holders, InetSocketAddress caller) {
    return (Route.ToNode)
        RoutePolicy.choose(
            holders, Duration.ZERO, Set.of(), Set.of(), holder -> false, Rendezvous.caller(caller));
  }

  /** How much more the busiest of so many equal holders gets than the idlest. */
  private static double unevenness(int count, Stream<InetSocketAddress> callers) {
    var holders = equal(count);
    Map<NodeId, Integer> chosen = new HashMap<>();
    callers.forEach(caller -> chosen.merge(toNode(holders, caller).holder().id(), 1, Integer::sum));
    assertThat(chosen).hasSize(count);
    return ratio(chosen);
  }

  private static double ratio(Map<NodeId, Integer> counts) {
    return (double) Collections.max(counts.values()) / Collections.min(counts.values());
  }
}
