package peercache.registry.holding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.HeldVersion;
import peercache.api.Inventory;
import peercache.api.VersionId;
import peercache.registry.refusal.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class InventoryReaderTests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ID = "ab".repeat(32);

  @Test
  void readsWhatTheContractWrites() throws IOException {
    var versions =
        IntStream.range(0, 12_345)
            .mapToObj(i -> new HeldVersion(new VersionId(String.format("%064x", i)), i))
            .toList();
    try (var spool = new InventorySpool()) {
      var head = read(JSON.writeValueAsString(new Inventory(7, 3, versions)), spool);

      assertThat(head).isEqualTo(new InventoryReader.Head(7, 3));
      assertThat(spooled(spool)).isEqualTo(versions);
    }
  }

  @Test
  void fieldsMayComeInAnyOrder() throws IOException {
    try (var spool = new InventorySpool()) {
      var head =
          read(
              "{\"versions\":[{\"size\":5,\"id\":\"" + ID + "\"}],\"number\":1,\"incarnation\":2}",
              spool);

      assertThat(head).isEqualTo(new InventoryReader.Head(2, 1));
      assertThat(spooled(spool)).containsExactly(new HeldVersion(new VersionId(ID), 5));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                          | inventory must be
          {}                                                          | incarnation is missing
          {"incarnation":1,"number":0}                                | versions is missing
          {"incarnation":0,"number":0,"versions":[]}                  | incarnation must be
          {"incarnation":"1","number":0,"versions":[]}                | incarnation must be
          {"incarnation":1.5,"number":0,"versions":[]}                | incarnation must be
          {"incarnation":99999999999999999999,"number":0}             | incarnation must be
          {"incarnation":1,"number":-1,"versions":[]}                 | number must be
          {"incarnation":1,"number":0,"versions":{}}                  | versions must be
          {"incarnation":1,"incarnation":2}                           | incarnation stands there twice
          {"incarnation":1,"extra":0}                                 | extra is not a field
          {"incarnation":1,"number":0,"versions":[null]}              | versions[0] must be
          {"incarnation":1,"number":0,"versions":[{"size":1}]}        | versions[0].id is missing
          {"incarnation":1,"number":0,"versions":[{"id":"x"}]}        | versions[0].id must be
          {"incarnation":1,"number":0,"versions":[{"id":7}]}          | versions[0].id must be
          {"incarnation":1,"number":0,"versions":[{"color":7}]}       | versions[0].color is not
          {"incarnation":1,"number":0,"versions":[]} {}               | inventory must be one
          """)
  void namesTheFieldThatIsWrong(String body, String problem) throws IOException {
    try (var spool = new InventorySpool()) {
      assertThatThrownBy(() -> read(body, spool))
          .isInstanceOf(Refusal.BadField.class)
          .hasMessageStartingWith(problem);
    }
  }

  @Test
  void namesASizeThatIsMissing() throws IOException {
    try (var spool = new InventorySpool()) {
      assertThatThrownBy(() -> read(withVersions("{\"id\":\"" + ID + "\"}"), spool))
          .hasMessageStartingWith("versions[0].size is missing");
    }
  }

  @Test
  void aBodyThatBreaksOffIsNoInventory() throws IOException {
    try (var spool = new InventorySpool()) {
      assertThatThrownBy(() -> read("{\"incarnation\":1,\"number\":0,\"versions\":[", spool))
          .isInstanceOf(JacksonException.class);
    }
  }

  @Test
  void takesNoMoreVersionsThanItMay() throws IOException {
    String version = "{\"id\":\"" + ID + "\",\"size\":1}";
    try (var spool = new InventorySpool();
        var parser = JSON.createParser(withVersions(version + "," + version + "," + version))) {
      assertThatThrownBy(() -> new InventoryReader(parser, spool, 2).read())
          .isInstanceOf(Refusal.TooLarge.class);
    }
  }

  private static String withVersions(String versions) {
    return "{\"incarnation\":1,\"number\":0,\"versions\":[" + versions + "]}";
  }

  private static InventoryReader.Head read(String body, InventorySpool spool) throws IOException {
    try (var parser = JSON.createParser(body)) {
      return new InventoryReader(parser, spool, 1_000_000).read();
    }
  }

  private static List<HeldVersion> spooled(InventorySpool spool) throws IOException {
    var versions = new ArrayList<HeldVersion>();
    spool.forEachBatch(batch -> {
      for (int i = 0; i < batch.sizes().length; i++) {
        versions.add(new HeldVersion(VersionId.of(batch.digests()[i]), batch.sizes()[i]));
      }
    });
    return versions;
  }
}
