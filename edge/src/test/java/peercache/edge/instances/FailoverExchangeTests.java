package peercache.edge.instances;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

class FailoverExchangeTests {
  interface Api {
    @GetExchange("/word")
    String word();

    @GetExchange("/words")
    Words words();
  }

  record Words(String first, @Nullable String second, List<Words> more) {}

  private final List<String> asked = new ArrayList<>();

  /** An instance that answers as it is told, and leaves a mark each time it is asked. */
  private final class Instance {
    private Supplier<MockClientHttpResponse> answer;
    private final String name;

    Instance(String name) {
      this.name = name;
      this.answer = () -> new MockClientHttpResponse(name.getBytes(UTF_8), HttpStatus.OK);
    }

    HttpExchangeAdapter adapter() {
      return RestClientAdapter.create(
          RestClient.builder()
              .baseUrl("http://" + name)
              .requestInterceptor((_, _, _) -> {
                asked.add(name);
                return answer.get();
              })
              .build());
    }

    void dies() {
      answer =
          () -> {
            throw new ResourceAccessException("connection refused");
          };
    }

    void says(String json) {
      answer =
          () -> {
            var response = new MockClientHttpResponse(json.getBytes(UTF_8), HttpStatus.OK);
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            return response;
          };
    }

    void answers(HttpStatus status) {
      answer = () -> new MockClientHttpResponse(new byte[0], status);
    }
  }

  private final Instance a = new Instance("a");
  private final Instance b = new Instance("b");
  private final Instance c = new Instance("c");
  private final Api api =
      HttpServiceProxyFactory.builderFor(
              new FailoverExchange(List.of(a.adapter(), b.adapter(), c.adapter())))
          .build()
          .createClient(Api.class);

  @Test
  void asksTheFirstAloneWhileItAnswers() {
    assertThat(List.of(api.word(), api.word())).containsExactly("a", "a");
    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void goesOnToTheNextInTheSameCallAndStaysThere() {
    a.dies();
    assertThat(List.of(api.word(), api.word())).containsExactly("b", "b");
    assertThat(asked).containsExactly("a", "b", "b");
  }

  @Test
  void comesRoundToTheFirstAgain() {
    a.dies();
    assertThat(api.word()).isEqualTo("b");
    b.answers(HttpStatus.SERVICE_UNAVAILABLE);
    c.answers(HttpStatus.OK);
    a.answer = () -> new MockClientHttpResponse("back".getBytes(UTF_8), HttpStatus.OK);
    assertThat(api.word()).isEqualTo("back");
    assertThat(asked).containsExactly("a", "b", "b", "c", "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "[]",
        "null",
        "17",
        "{\"first\":null,\"more\":[]}",
        "{\"first\":\"a\"}",
        "{\"first\":\"a\",\"more\":[null]}",
        "{\"first\":\"a\",\"more\":[{}]}"
      })
  void anAnswerThatLacksWhatHasToBeInItIsNone(String json) {
    a.says(json);
    b.says("{\"first\":\"b\",\"more\":[{\"first\":\"c\",\"second\":\"d\",\"more\":[]}]}");

    assertThat(api.words().first()).isEqualTo("b");
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void aRefusalIsAnAnswer() {
    a.answers(HttpStatus.CONFLICT);
    assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(api::word);
    assertThat(asked).containsExactly("a");
  }

  @Test
  void failsAsTheLastOneDidWhenAllFailAndTriesEachOnce() {
    a.dies();
    b.dies();
    c.answers(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(api::word);
    assertThat(asked).containsExactly("a", "b", "c");
  }

  @Test
  void aloneItFailsAsItDoes() {
    a.dies();
    var alone =
        HttpServiceProxyFactory.builderFor(new FailoverExchange(List.of(a.adapter())))
            .build()
            .createClient(Api.class);
    assertThatExceptionOfType(RestClientException.class).isThrownBy(alone::word);
    assertThat(asked).containsExactly("a");
  }

  @Test
  void urisAreOfHttpAndFew() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InstanceUris(List.of(URI.create("http://a"), URI.create("ftp://b"))))
        .withMessage("must be http or https URIs, but one is ftp://b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InstanceUris(Collections.nCopies(9, URI.create("http://a"))))
        .withMessage("must be at most 8 URIs");
  }
}
