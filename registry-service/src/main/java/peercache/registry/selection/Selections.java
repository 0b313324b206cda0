package peercache.registry.selection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriComponentsBuilder;
import peercache.api.HeldVersion;
import peercache.api.OriginId;
import peercache.api.Selection;
import peercache.api.VersionId;
import peercache.edge.Keyring;
import peercache.edge.tls.OutboundTls;
import peercache.registry.origin.Origins;
import peercache.registry.refusal.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the versions that are meant. Only origins know which versions are under a path, so they are
 * asked each time, and an origin that does not answer makes it a request for later.
 */
@Component
public class Selections {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final Origins origins;
  private final SelectionProperties properties;
  private final JsonMapper json;
  private final RestClient client;

  Selections(
      Origins origins,
      SelectionProperties properties,
      JsonMapper json,
      Keyring keyring,
      OutboundTls tls) {
    this.origins = origins;
    this.properties = properties;
    this.json = json;
    var http =
        tls.addTo(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    var requests = new JdkClientHttpRequestFactory(http);
    requests.setReadTimeout(properties.timeout());
    this.client =
        RestClient.builder()
            .defaultHeader(HttpHeaders.AUTHORIZATION, keyring.network().toBearer())
            .requestFactory(requests)
            .build();
  }

  /**
   * All versions, each once, with its size in bytes; 0 where only the version was named.
   *
   * @param former whether what was under the paths before is meant as well
   * @throws Refusal if the origin is not known or does not answer, or there are too many
   */
  public Map<VersionId, Long> resolve(Selection selection, boolean former) {
    var found = new LinkedHashMap<VersionId, Long>();
    selection.versions().forEach(version -> found.put(version, 0L));
    var origin = selection.origin();
    if (origin != null) {
      var base =
          origins
              .reachableAt(origin)
              .orElseThrow(() -> new Refusal.BadField("origin", "is not known here: " + origin));
      selection
          .paths()
          .forEach(path -> ask(origin, uri(base, "path", path.value(), former), found));
      selection
          .prefixes()
          .forEach(prefix -> ask(origin, uri(base, "prefix", prefix, former), found));
    }
    return found;
  }

  private static URI uri(URI base, String parameter, String value, boolean former) {
    return UriComponentsBuilder.fromUri(base)
        .path("/versions")
        .queryParam(parameter, "{value}")
        .queryParam("former", former)
        .encode()
        .buildAndExpand(value)
        .toUri();
  }

  private void ask(OriginId origin, URI uri, Map<VersionId, Long> found) {
    try {
      boolean _ =
          client
              .get()
              .uri(uri)
              .exchangeForRequiredValue((request, response) -> read(origin, response, found));
    } catch (ResourceAccessException e) {
      throw away(origin, e);
    }
  }

  private boolean read(OriginId origin, ClientHttpResponse response, Map<VersionId, Long> found)
      throws IOException {
    if (response.getStatusCode().value() != 200) {
      throw new Refusal.OriginAway(
          "origin " + origin + " answers " + response.getStatusCode().value());
    }
    try (var lines = lines(response.getBody())) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var version = json.readValue(line, HeldVersion.class);
        found.put(version.id(), version.size());
        if (found.size() > properties.maxVersions()) {
          throw new Refusal.TooLarge(
              "these are more than " + properties.maxVersions() + " versions; name fewer");
        }
      }
      return true;
    } catch (IOException | JacksonException e) {
      throw away(origin, e);
    }
  }

  private static BufferedReader lines(InputStream body) {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private static Refusal away(OriginId origin, Exception e) {
    return new Refusal.OriginAway("origin " + origin + " does not say what it has: " + e);
  }
}
