package peercache.node.registry;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapterDecorator;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Stands in front of each call. Calls about versions, for which callers wait, are guarded: few at a
 * time, and none while the registry fails. Membership and the directory of origins are not: each is
 * asked for by one loop with a back-off of its own, and its next try is what finds the registry
 * back.
 */
final class GuardedExchange extends HttpExchangeAdapterDecorator {
  private static final String WAITED_FOR = "/v1/versions/";
  private final CircuitBreaker circuitBreaker;
  private final Bulkhead bulkhead;

  GuardedExchange(HttpExchangeAdapter adapter, CircuitBreaker circuitBreaker, Bulkhead bulkhead) {
    super(adapter);
    this.circuitBreaker = circuitBreaker;
    this.bulkhead = bulkhead;
  }

  @Override
  public void exchange(HttpRequestValues request) {
    call(
        request,
        () -> {
          super.exchange(request);
          return Boolean.TRUE;
        });
  }

  @Override
  public <T> @Nullable T exchangeForBody(
      HttpRequestValues request, ParameterizedTypeReference<T> bodyType) {
    return call(request, () -> answered(super.exchangeForBody(request, bodyType)));
  }

  private static <T> T answered(@Nullable T body) {
    if (body == null) {
      throw new RestClientException("the answer is empty");
    }
    return body;
  }

  private <T> T call(HttpRequestValues request, Supplier<T> call) {
    String template = request.getUriTemplate();
    boolean guarded = template != null && template.startsWith(WAITED_FOR);
    Supplier<T> known = () -> withKnownFailures(call);
    try {
      return guarded
          ? bulkhead.executeSupplier(() -> circuitBreaker.executeSupplier(known))
          : known.get();
    } catch (CallNotPermittedException e) {
      throw new RegistryAwayException("the registry is not asked: it failed too often lately", e);
    } catch (BulkheadFullException e) {
      throw new RegistryAwayException("the registry is not asked: too many calls wait for it", e);
    }
  }

  private static <T> T withKnownFailures(Supplier<T> call) {
    try {
      return call.get();
    } catch (HttpClientErrorException e) {
      throw new RegistryRefusedException(
          e.getStatusCode().value(), "the registry refuses: " + e.getMessage(), e);
    } catch (RestClientException e) {
      throw new RegistryAwayException("no answer from the registry: " + e.getMessage(), e);
    }
  }
}
