package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.api.FilePath;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedRegistry.Named;

/** What an origin answers who asks for a file that nodes have. */
class RedirectsIT extends RedirectingOrigin {
  @Test
  void aRedirectSaysTheSameWhicheverWayItIsMade() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    String request = "GET " + file + " HTTP/1.1\r\nHost: origin\r\n";
    double before = origin.count("peercache.origin.routes", "reason", "holder");

    String plain = origin.raw(request + "\r\n");
    String full = origin.raw(request + "X-Other: a\r\n\r\n");

    assertThat(plain)
        .startsWith("HTTP/1.1 302 Found\r\n")
        .contains("Location: " + location(first.uri()));
    assertThat(RunningOrigin.fields(plain)).isEqualTo(RunningOrigin.fields(full));
    assertThat(origin.count("peercache.origin.routes", "reason", "holder") - before).isEqualTo(2);
  }

  @Test
  void redirectsToTheBestHolderWithAllThatClientsNeed() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get(file);
    assertThat(response.statusCode()).isEqualTo(302);
    var headers = response.headers();
    assertThat(headers.firstValue("Location")).contains(location(first.uri()));
    assertThat(headers.firstValue("Link"))
        .contains("<" + location(second.uri()) + ">; rel=duplicate; pri=2");
    String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    assertThat(headers.firstValue("Repr-Digest")).contains("sha-256=:" + digest + ":");
    assertThat(headers.firstValue("Digest")).contains("SHA-256=" + digest);
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Content-Length")).contains("0");
    assertThat(headers.firstValue("ETag")).isEmpty();
    assertThat(origin.head(file).statusCode()).isEqualTo(302);
    assertThat(origin.head(file).headers().firstValue("Location")).contains(location(first.uri()));
  }

  @Test
  void sendsCallersAndNodesToWhereEachOfThemReachesANode() {
    var here = URI.create("http://node-1.example:8082");
    var there = URI.create("http://node-2.example:8082");
    registry.holders =
        List.of(
            Named.holding(node1, here, first.uri()),
            new Named(node2, there, second.uri(), "HOLDING", 1, "PT15S"));
    awaitRoute("node=" + node1 + "; reason=holder");

    var caller = origin.get(file).headers();
    assertThat(caller.firstValue("Location")).contains(location(here));
    assertThat(caller.firstValue("Link"))
        .contains("<" + location(there) + ">; rel=duplicate; pri=2");
    assertThat(new String(origin.get(file + "?metalink").body(), UTF_8))
        .contains(location(here), location(there))
        .doesNotContain(location(first.uri()));
    var node = origin.get(file + "?exclude=n0", "Peercache-Node", "n0").headers();
    assertThat(node.firstValue("Location")).contains(location(first.uri()) + "?exclude=n0");
    assertThat(node.firstValue("Link"))
        .contains("<" + location(second.uri()) + "?exclude=n0>; rel=duplicate; pri=2");

    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file))
        .as("the origin asked the node where services reach it")
        .isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(first.requests).anyMatch(request -> request.startsWith("GET /origins/test/"));
  }

  @Test
  void servesItselfWhatANodeIsNotToSeeOrNeedNot() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    assertThat(routeOf("GET", "Authorization", "Bearer x")).isEqualTo("origin; reason=credentials");
    assertThat(routeOf("GET", "Cookie", "a=b")).isEqualTo("origin; reason=credentials");
    var direct = origin.get(file + "?direct");
    assertThat(direct.statusCode()).isEqualTo(200);
    assertThat(direct.body()).isEqualTo(content);
    Files.write(directory.resolve("small"), new byte[65_535]);
    origin.awaitSettled("/files/small");
    assertThat(origin.get("/files/small").headers().firstValue("Peercache-Route"))
        .contains("origin; reason=small");
  }

  @Test
  void answersConditionsBeforeAnyRedirect() {
    awaitRoute("node=" + node1 + "; reason=holder");
    String etag = "\"sha-256-" + hex + "\"";
    assertThat(origin.get(file, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(origin.get(file, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
  }

  @Test
  void nodesThatSentTheCallerBackAreLeftOut() {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get(file + "?exclude=" + node1);
    assertThat(response.headers().firstValue("Location"))
        .contains(location(second.uri()) + "?exclude=" + node1);
    var none = origin.get(file + "?exclude=" + node1 + "," + node2);
    assertThat(none.statusCode()).isEqualTo(200);
    assertThat(none.headers().firstValue("Peercache-Route")).contains("origin; reason=none-usable");
    assertThat(origin.get(file + "?exclude=a&exclude=b&exclude=c&exclude=d").statusCode())
        .isEqualTo(200);
    assertThat(origin.get(file + "?exclude=Not_an_id").statusCode()).isEqualTo(400);
  }

  @Test
  void datesOfAPathThatWentBackAreComparedHere() {
    byte[] older = new byte[80_000];
    byte[] newer = new byte[90_000];
    origin.put("/files/back", older);
    origin.put("/files/back", newer);
    origin.put("/files/back", older);
    await().untilAsserted(() -> assertThat(origin.get("/files/back").statusCode()).isEqualTo(302));
    var dated = origin.get("/files/back", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:01 GMT");
    assertThat(dated.statusCode()).isEqualTo(200);
    assertThat(dated.headers().firstValue("Peercache-Route")).contains("origin; reason=own-date");
  }

  @Test
  void explainsTheChoiceAndGivesNoFill() {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get("/explain/" + new FilePath(name).toUriPath() + "?client=192.0.2.9");
    assertThat(new String(response.body(), UTF_8))
        .contains(
            "\"to\":\"" + node1 + "\"",
            "\"rank\":2",
            "\"connection\":\"reachable\"",
            "\"nearness\":\"near\",\"headroom\":\"busy\",\"suspicion\":\"none\"",
            "\"demand\":{\"requestsPerSecond\":",
            "\"holders\":\"enough of them\"",
            "\"reason\":\"no room\"",
            "\"uri\":\"" + location(first.uri()));
    assertThat(registry.questions.getLast())
        .contains("client=192.0.2.9", "explain=true")
        .doesNotContain("origin=", "size=");
  }
}
