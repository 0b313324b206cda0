package peercache.api;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** What operators ask of the registry, with a publisher's key. Errors as in {@link RegistryApi}. */
@HttpExchange(url = "/v1", accept = "application/json")
public interface OperatorApi {
  @PostExchange("/purges")
  PurgeStatus purge(@RequestBody PurgeRequest request);

  @GetExchange("/purges/{id}")
  PurgeStatus purge(@PathVariable String id);

  @PostExchange("/preheats")
  PreheatStatus preheat(@RequestBody PreheatRequest request);

  @GetExchange("/preheats/{id}")
  PreheatStatus preheat(@PathVariable String id);
}
