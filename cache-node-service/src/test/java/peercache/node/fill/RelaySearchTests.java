package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.content.SignedManifest;
import peercache.nodetest.Content;

class RelaySearchTests {
  private static final SignedManifest MANIFEST =
      SignedManifest.unsigned(Content.random(10, 1).manifest());
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ManifestAnswer GIVEN = new ManifestAnswer.Given(MANIFEST);
  private static final ManifestAnswer NOT_YET = new ManifestAnswer.NotYet();
  private static final ManifestAnswer FAILED = new ManifestAnswer.Failed("scripted");

  private final Map<String, ManifestAnswer> says = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private boolean proven = true;

  private RelaySearch search(String... nodes) {
    return new RelaySearch(
        List.of(nodes).stream().map(RelaySearchTests::peer).toList(),
        (peer, atMost) -> {
          asked.add(peer.id().value());
          return says.getOrDefault(peer.id().value(), new ManifestAnswer.NotThere());
        },
        manifest -> proven,
        (peer, reason) -> rejected.add(peer.id() + ": " + reason));
  }

  private static Source.Peer peer(String id) {
    return new Source.Peer(new NodeId(id), URI.create("http://" + id), HolderState.FILLING);
  }

  @Test
  void endsWithTheFirstThatIsProven() {
    says.put("b", GIVEN);

    assertThat(search("a", "b", "c").round(LONG)).isSameAs(MANIFEST);

    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void rejectsWhatIsNotProvenAndGoesOn() {
    proven = false;
    says.put("a", GIVEN);
    says.put("b", new ManifestAnswer.Unusable("nonsense"));
    var search = search("a", "b");

    assertThat(search.round(LONG)).isNull();

    assertThat(rejected)
        .containsExactly(
            "a: the origin did not sign it with the key that it published", "b: nonsense");
    assertThat(search.isAnotherRoundOfUse()).isFalse();
    search.forgive();
    assertThat(search.round(LONG)).isNull();
    assertThat(asked).as("nobody again").containsExactly("a", "b");
  }

  @Test
  void asksAFewInARoundAndThoseThatWereNotAskedBeforeFirst() {
    says.put("a", NOT_YET);
    says.put("c", NOT_YET);
    var search = search("a", "b", "c", "d", "e");

    search.round(LONG);
    assertThat(asked).containsExactly("a", "b", "c");
    assertThat(search.isAnotherRoundOfUse()).isTrue();
    asked.clear();
    search.round(LONG);

    assertThat(asked).containsExactly("d", "e", "a");
  }

  @Test
  void anotherRoundIsOfNoUseIfNobodyIsAboutToHaveIt() {
    says.put("a", FAILED);
    var search = search("a", "b");

    search.round(LONG);

    assertThat(search.isAnotherRoundOfUse()).isFalse();
  }

  @Test
  void hopesAgainForThoseThatFailedOnceTheyAreForgiven() {
    says.put("a", FAILED);
    says.put("b", NOT_YET);
    says.put("c", FAILED);
    var search = search("a", "b", "c");
    search.round(LONG);
    asked.clear();
    says.put("c", GIVEN);

    search.forgive();

    assertThat(search.round(LONG)).isSameAs(MANIFEST);
    assertThat(asked).containsExactly("a", "c");
  }

  @Test
  void aRoundThatTookTooLongAsksNobodyMore() {
    says.put("a", FAILED);

    assertThat(search("a", "b").round(Duration.ofNanos(1))).isNull();

    assertThat(asked).containsExactly("a");
  }
}
