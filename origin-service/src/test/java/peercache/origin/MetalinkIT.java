package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import peercache.api.FilePath;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Mode;
import peercache.origin.testing.ScriptedRegistry.Named;

/** A file as a Metalink: where its bytes are for this caller, and how to check them. */
class MetalinkIT {
  private static final String TYPE = "application/metalink4+xml";
  private static final int SIZE = (2 << 20) + 5;
  private static final int PIECE = 1 << 20;

  @TempDir static Path directory;
  @TempDir static Path data;
  private static ScriptedRegistry registry;
  private static RunningOrigin origin;
  private static ScriptedNode node;
  private static int tests;

  // Of each test alone.
  private byte[] content = {};
  private String hex = "";
  private String name = "";
  private String file = "";

  @BeforeAll
  static void startOrigin() throws Exception {
    registry = new ScriptedRegistry();
    node = new ScriptedNode();
    origin =
        RunningOrigin.start(
            directory,
            data,
            "peercache.origin.id=test",
            "peercache.origin.registry=" + registry.uri());
  }

  @AfterAll
  static void stopOrigin() throws Exception {
    origin.close();
    registry.close();
    node.close();
  }

  @BeforeEach
  void publish() throws Exception {
    content = ByteBuffer.allocate(SIZE).putInt(++tests).array();
    hex = sha256(content);
    name = "größe & <\"100%\"> " + tests + ".bin";
    file = "/files/odd/" + new FilePath(name).toUriPath();
    assertThat(origin.put(file, content).statusCode()).isEqualTo(201);
    registry.mode = Mode.ANSWER;
    registry.holders =
        List.of(
            new Named("far", node.uri(), "HOLDING", 2, "PT15S"),
            new Named("near", node.uri(), "HOLDING", 0, "PT15S"),
            new Named("filling", node.uri(), "FILLING", 1, "PT15S"),
            new Named("gone", node.uri(), "HOLDING", 0, "PT0S"));
    // Another test may have taught the origin not to ask the registry for a while.
    await().until(() -> origin.get(file, "Range", "bytes=0-0").statusCode() == 302);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Document parse(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains(TYPE);
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(response.body()));
  }

  private static List<String> texts(Document document, String tag) {
    var nodes = document.getElementsByTagName(tag);
    var texts = new ArrayList<String>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static String attribute(Document document, String tag, String attribute) {
    var found = document.getElementsByTagName(tag).item(0).getAttributes().getNamedItem(attribute);
    return found.getNodeValue();
  }

  @Test
  void namesEachLiveHolderBestFirstAndTheOriginLast() throws Exception {
    var document = parse(origin.get(file, "Accept", TYPE));
    String held =
        node.uri() + "/origins/test/versions/" + hex + "/odd/" + new FilePath(name).toUriPath();

    assertThat(texts(document, "url"))
        .containsExactly(held, held, held, origin.uri(file) + "?direct");
    assertThat(attribute(document, "url", "priority")).isEqualTo("1");
    assertThat(document.getElementsByTagName("url").item(3).getAttributes().item(0).getNodeValue())
        .isEqualTo("4");
    assertThat(texts(document, "origin")).containsExactly(origin.uri(file) + "?metalink");
  }

  @Test
  void saysNameSizeAndTheHashesOfTheWholeAndOfEachPiece() throws Exception {
    var document = parse(origin.get(file, "Accept", TYPE));

    assertThat(document.getDocumentElement().getNamespaceURI())
        .isEqualTo("urn:ietf:params:xml:ns:metalink");
    assertThat(attribute(document, "file", "name")).isEqualTo(name);
    assertThat(texts(document, "size")).containsExactly(String.valueOf(SIZE));
    assertThat(attribute(document, "pieces", "type")).isEqualTo("sha-256");
    assertThat(attribute(document, "pieces", "length")).isEqualTo(String.valueOf(PIECE));
    var hashes = new ArrayList<String>();
    hashes.add(hex);
    for (int at = 0; at < SIZE; at += PIECE) {
      hashes.add(sha256(Arrays.copyOfRange(content, at, Math.min(SIZE, at + PIECE))));
    }
    assertThat(texts(document, "hash")).containsExactlyElementsOf(hashes);
  }

  @Test
  void isToBeStoredUnderANameOfItsOwnAndByNoCache() {
    var headers = origin.get(file + "?metalink").headers();

    assertThat(headers.firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment; filename=\"gr__e & <_100__> " + tests + ".bin.meta4\"; filename*=")
        .endsWith(".bin.meta4");
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Vary")).contains("Accept");
    assertThat(headers.firstValue("ETag")).isEmpty();
    assertThat(headers.firstValue("Last-Modified")).isEmpty();
    assertThat(headers.firstValue("Accept-Ranges")).isEmpty();
  }

  @Test
  void headSaysTheSameWithoutTheBody() {
    var get = origin.get(file + "?metalink");
    var head = origin.head(file, "Accept", TYPE);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .contains(String.valueOf(get.body().length));
    assertThat(head.headers().firstValue("Content-Type")).contains(TYPE);
  }

  @Test
  void isSentWholeWhateverRangeIsAskedFor() throws Exception {
    parse(origin.get(file + "?metalink", "Range", "bytes=10-20"));
  }

  @Test
  void isSentOnlyToWhoPrefersIt() {
    for (String accept : List.of("*/*", "*/*,application/metalink4+xml,application/metalink+xml")) {
      var redirect = origin.get(file, "Accept", accept);
      assertThat(redirect.statusCode()).as(accept).isEqualTo(302);
      assertThat(redirect.headers().allValues("Link"))
          .contains("<?metalink>; rel=\"describedby\"; type=\"" + TYPE + '"');
    }
    assertThat(origin.get(file + "?direct", "Accept", TYPE).body()).isEqualTo(content);
  }

  @Test
  void directAnswersVaryByAcceptAndPointToItUnlessTheCallerWantsNoNode() {
    var served = origin.get(file, "Cookie", "a=b").headers();
    assertThat(served.firstValue("Link").orElse("")).startsWith("<?metalink>; rel=\"describedby\"");
    assertThat(served.firstValue("Vary")).contains("Accept");
    var direct = origin.get(file + "?direct").headers();
    assertThat(direct.firstValue("Link")).isEmpty();
    assertThat(direct.firstValue("Vary")).contains("Accept");
  }

  @Test
  void withoutARegistryOrForWhoIsNotRedirectedItNamesTheOriginAlone() throws Exception {
    var credentials = parse(origin.get(file, "Accept", TYPE, "Cookie", "a=b"));
    assertThat(texts(credentials, "url")).containsExactly(origin.uri(file) + "?direct");
    assertThat(texts(credentials, "hash")).hasSize(1 + Math.ceilDiv(SIZE, PIECE));

    registry.mode = Mode.FAIL;
    origin.put("/files/unseen", Arrays.copyOf("unseen".getBytes(UTF_8), SIZE));
    var unseen = parse(origin.get("/files/unseen?metalink"));
    assertThat(texts(unseen, "url")).containsExactly(origin.uri("/files/unseen?direct").toString());
  }

  @Test
  void ofAFileThatIsStillBeingWrittenItSaysOnlyWhereItIs() throws Exception {
    Files.writeString(directory.resolve("growing"), "one");
    var document = parse(origin.get("/files/growing?metalink"));

    assertThat(texts(document, "url"))
        .containsExactly(origin.uri("/files/growing?direct").toString());
    assertThat(texts(document, "hash")).isEmpty();
    assertThat(texts(document, "size")).isEmpty();
  }

  @Test
  void thereIsNoneOfWhatIsNotThere() {
    assertThat(origin.get("/files/none?metalink").statusCode()).isEqualTo(404);
    assertThat(origin.get(file, "Accept", TYPE, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
  }
}
