package peercache.edge.instances;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Calls one of several instances of a service that know the same: the one that answered last, until
 * it fails, then the next. An instance that cannot be reached, is too slow, fails (5xx) or answers
 * what cannot be read has failed; one that refuses (4xx) has answered. Each call tries each
 * instance once, so all calls must be such that doing them twice does no harm, and a call can take
 * as long as all instances together. Thread-safe.
 */
public final class FailoverExchange implements HttpExchangeAdapter {
  private final List<HttpExchangeAdapter> instances;
  private final AtomicInteger preferred = new AtomicInteger();

  /**
   * @param instances at least one; the first is tried first
   */
  public FailoverExchange(List<HttpExchangeAdapter> instances) {
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("a service has at least one instance");
    }
    this.instances = List.copyOf(instances);
  }

  private <T extends @Nullable Object> T anywhere(Function<HttpExchangeAdapter, T> call) {
    int first = preferred.get();
    for (int tried = 1; ; tried++) {
      int instance = (first + tried - 1) % instances.size();
      try {
        T answer = call.apply(instances.get(instance));
        preferred.compareAndSet(first, instance);
        return answer;
      } catch (HttpClientErrorException refusal) {
        preferred.compareAndSet(first, instance);
        throw refusal;
      } catch (RestClientException failure) {
        if (tried == instances.size()) {
          throw failure;
        }
      }
    }
  }

  @Override
  public boolean supportsRequestAttributes() {
    return instances.getFirst().supportsRequestAttributes();
  }

  @Override
  public void exchange(HttpRequestValues values) {
    anywhere(instance -> {
      instance.exchange(values);
      return Boolean.TRUE;
    });
  }

  @Override
  public HttpHeaders exchangeForHeaders(HttpRequestValues values) {
    return anywhere(instance -> instance.exchangeForHeaders(values));
  }

  /** An answer without a body is none, nor is one that lacks what has to be in it. */
  @Override
  public <T> @Nullable T exchangeForBody(
      HttpRequestValues values, ParameterizedTypeReference<T> bodyType) {
    return anywhere(instance -> {
      T body = instance.exchangeForBody(values, bodyType);
      if (body == null) {
        throw new RestClientException("the answer is empty");
      }
      WholeAnswer.missing(body)
          .ifPresent(missing -> {
            throw new RestClientException("the answer lacks " + missing);
          });
      return body;
    });
  }

  @Override
  public ResponseEntity<Void> exchangeForBodilessEntity(HttpRequestValues values) {
    return anywhere(instance -> instance.exchangeForBodilessEntity(values));
  }

  @Override
  public <T> ResponseEntity<T> exchangeForEntity(
      HttpRequestValues values, ParameterizedTypeReference<T> bodyType) {
    return anywhere(instance -> instance.exchangeForEntity(values, bodyType));
  }
}
