package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A hot path in front of Spring, on a real port. */
class HotPathIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private final SlowAnswer slow = new SlowAnswer();
  private final ConfigurableApplicationContext context = start();
  private final int port = portOf(context);

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(EdgeConfiguration.class)
  static class Service {
    @Bean
    Request.Handler hotPath(SlowAnswer slow) {
      return slow;
    }
  }

  /** Sends {@code ab}; the {@code b} when it is told to. */
  static final class SlowAnswer implements Request.Handler {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!request.getHttpURI().getPath().equals("/slow")) {
        return false;
      }
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 2);
      response.write(
          false,
          ByteBuffer.wrap(new byte[] {'a'}),
          Callback.from(
              () -> {
                begun.countDown();
                var _ =
                    goOn.thenRun(
                        () -> response.write(true, ByteBuffer.wrap(new byte[] {'b'}), callback));
              },
              callback::failed));
      return true;
    }
  }

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Service.class)
        .web(WebApplicationType.SERVLET)
        .properties(
            "server.port=0",
            "server.shutdown=graceful",
            "management.endpoints.web.exposure.include=health,info",
            "peercache.access.network-key=" + "k".repeat(32))
        .initializers(beans -> beans.getBeanFactory().registerSingleton("slow", slow))
        .run();
  }

  @AfterEach
  void stop() {
    slow.goOn.complete(null);
    context.close();
  }

  @Test
  void whatIsBeingSentIsFinishedBeforeTheServerStops() throws Exception {
    var answer = client.sendAsync(request("/slow"), BodyHandlers.ofString());
    slow.begun.await();

    var stopping = Thread.ofVirtual().start(context::close);
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() ->
                    HttpClient.newHttpClient()
                        .send(request("/actuator/health"), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class));
    assertThat(stopping.isAlive()).isTrue();
    slow.goOn.complete(null);

    assertThat(answer.get().body()).isEqualTo("ab");
    stopping.join();
  }

  @Test
  void whatTheHotPathDoesNotKnowIsAnsweredBySpring() throws Exception {
    assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
    assertThat(get("/for-members-only").statusCode()).isEqualTo(401);
  }

  @Test
  void countsWhatIsLoggedByLevelAndAsksNoFilter() {
    var events = context.getBean(MeterRegistry.class).get("logback.events").tag("level", "warn");
    double before = events.counter().count();

    var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("test");
    logger.warn("counted");

    assertThat(events.counter().count()).isEqualTo(before + 1);
    assertThat(logger.getLoggerContext().getTurboFilterList()).isEmpty();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
  }

  private static int portOf(ConfigurableApplicationContext context) {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }
}
