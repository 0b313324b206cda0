package peercache.node;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peercache.edge.testing.HttpCase;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** Ranges and conditions for a version that is held. */
@SuppressWarnings("NullAway.Init")
class HttpCasesIT {
  private static final Content CONTENT = Content.random(HttpCase.SIZE, 7);
  private static final String TAG = "\"sha-256-" + CONTENT.id() + "\"";
  private static final String DATE = "Sat, 03 Feb 2024 04:05:06 GMT";
  @TempDir private static Path data;
  private static ScriptedOrigin origin;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    origin = new ScriptedOrigin();
    origin.publish("a.bin", CONTENT);
    node = TestNode.start("n1", data, origin.uri(), new ScriptedRegistry());
    TestNode.get(node.version(CONTENT));
  }

  @AfterAll
  static void stop() {
    node.close();
    origin.close();
  }

  @ParameterizedTest
  @MethodSource("peercache.edge.testing.HttpCase#all")
  void isAnsweredAsTheRfcSays(HttpCase one) throws Exception {
    var answer = TestNode.send(one.method(), node.version(CONTENT), one.headers(TAG, DATE));

    one.verify(answer, CONTENT.bytes(), TAG, DATE);
  }
}
