package peercache.registry.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.VersionId;

class PlainLookupTests {
  private static final String ID = "ab".repeat(32);
  private static final String PATH = "/v1/versions/" + ID + "/holders";

  @Test
  void readsWhatOriginsAsk() {
    var plain =
        PlainLookup.of(
            PATH, "client=10.1.2.3&limit=32&origin=docs&size=100&explain=false&demand=12.5");

    assertThat(plain)
        .isEqualTo(
            new PlainLookup(
                new HoldersQuery(new VersionId(ID), "10.1.2.3", 32, 100L, Set.of(), false, 12.5),
                true));
  }

  @Test
  void readsTheLeastThatCanBeAsked() {
    var least = new HoldersQuery(new VersionId(ID), null, 8, null, Set.of(), false, null);

    assertThat(PlainLookup.of(PATH, null)).isEqualTo(new PlainLookup(least, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client=2001:db8::1", "client=2001%3Adb8%3A%3A1"})
  void readsAddressesWithColons(String query) {
    assertThat(PlainLookup.of(PATH, query))
        .extracting(plain -> plain.query().client())
        .isEqualTo("2001:db8::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "limit",
        "limit=",
        "limit=0",
        "limit=08",
        "limit=0x8",
        "limit=65",
        "limit=8&limit=8",
        "LIMIT=8",
        "client=",
        "client=localhost",
        "client=10.1.2.3%20",
        "client=10.1.2.3+",
        "client=fe80::1%25eth0",
        "origin=docs",
        "size=1",
        "origin=DOCS&size=1",
        "origin=docs&size=-1",
        "origin=docs&size=9999999999999999999",
        "explain=true",
        "explain=FALSE",
        "exclude=a",
        "demand=-1",
        "demand=1e3",
        "demand=NaN",
        "other=1",
        "limit=8&",
        "limit=8;client=10.1.2.3"
      })
  void leavesTheRestToWhoeverKnowsTheWholeGrammar(String query) {
    assertThat(PlainLookup.of(PATH, query)).isNull();
  }

  @Test
  void isNotFoundUnderOtherPaths() {
    assertThat(PlainLookup.of(PATH + "/", null)).isNull();
    assertThat(PlainLookup.of("/" + PATH, null)).isNull();
    assertThat(PlainLookup.of(PATH.replace("ab", "AB"), null)).isNull();
    assertThat(PlainLookup.of(PATH.replace("holders", "fillers"), null)).isNull();
    assertThat(PlainLookup.of("/v1/versions/abc/holders", null)).isNull();
  }
}
