package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;

class SourcePolicyTests {
  private static final Optional<URI> ORIGIN = Optional.of(URI.create("http://origin"));

  /** {@code H} is a whole holder, {@code F} a node that is filling. */
  @ParameterizedTest(name = "{0} with token {1}, failed {2}: {3}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -        , -, -     , -
          -        , 1, -     , origin
          H1 H2    , -, -     , H1 H2
          H1 H2    , -, H1    , H2
          F1 H2    , -, -     , H2 F1
          F1 F2    , -, F1 F2 , -
          F1 F2    , 1, -     , origin
          F1 H2    , 1, -     , H2 origin
          """)
  void allowsHoldersThenTheOriginAndFillingNodesOnlyToThoseWithoutAGrant(
      @Nullable String sources, @Nullable Long token, @Nullable String failed, String allowed) {
    var plan =
        new FillPlan(
            words(sources).stream().map(SourcePolicyTests::source).toList(),
            token,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
    Set<NodeId> failedIds =
        words(failed).stream().map(SourcePolicyTests::id).collect(Collectors.toSet());

    assertThat(SourcePolicy.allowed(plan, ORIGIN, failedIds))
        .extracting(SourcePolicyTests::name)
        .isEqualTo(words(allowed));
  }

  @Test
  void withoutARegistryTheOriginIsAskedToo() {
    List<Source> before =
        List.of(new Source.Peer(new NodeId("n1"), URI.create("http://n1"), HolderState.HOLDING));

    assertThat(SourcePolicy.withoutRegistry(before, ORIGIN))
        .extracting(SourcePolicyTests::name)
        .containsExactly("H1", "origin");
    assertThat(SourcePolicy.withoutRegistry(before, Optional.empty())).isEqualTo(before);
    List<Source> granted = List.of(new Source.Origin(URI.create("http://origin"), 5L));
    assertThat(SourcePolicy.withoutRegistry(granted, ORIGIN)).isEqualTo(granted);
  }

  @Test
  void aSourceThatDeliveredSomethingWrongIsAskedOnlyIfThereIsNoOther() {
    Source first = new Source.Peer(id("H1"), URI.create("http://n1"), HolderState.HOLDING);
    Source second = new Source.Origin(URI.create("http://origin"), null);
    var both = List.of(first, second);

    assertThat(SourcePolicy.choose(both, source -> true, null)).isEqualTo(first);
    assertThat(SourcePolicy.choose(both, source -> true, first)).isEqualTo(second);
    assertThat(SourcePolicy.choose(both, first::equals, first)).isEqualTo(first);
    assertThat(SourcePolicy.choose(both, source -> false, null)).isNull();
    assertThat(SourcePolicy.choose(List.of(), source -> true, null)).isNull();
  }

  private static List<String> words(@Nullable String text) {
    return text == null ? List.of() : Arrays.asList(text.split(" "));
  }

  private static NodeId id(String word) {
    return new NodeId("n" + word.substring(1));
  }

  private static FillPlan.Source source(String word) {
    var state = word.startsWith("H") ? HolderState.HOLDING : HolderState.FILLING;
    return new FillPlan.Source(id(word), URI.create("http://" + id(word)), Zone.DEFAULT, state);
  }

  private static String name(Source source) {
    return switch (source) {
      case Source.Origin _ -> "origin";
      case Source.Peer(NodeId id, URI _, HolderState state) ->
          state.name().charAt(0) + id.value().substring(1);
    };
  }
}
