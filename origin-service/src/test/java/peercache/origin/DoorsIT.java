package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.origin.files.HotRoutes;
import peercache.origin.testing.RunningOrigin;

/** Everything that this service answers, and who may use it. */
class DoorsIT {
  @TempDir Path directory;
  @TempDir Path data;

  @Test
  void everyMappingAndWhoMayUseIt() {
    var doors = new TreeMap<String, Role>();
    doors.putAll(HotRoutes.doors());
    try (var origin = RunningOrigin.start(directory, data)) {
      origin
          .context()
          .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
          .getHandlerMethods()
          .forEach((mapping, method) -> doors.put(name(mapping), role(method)));
    }
    assertThat(doors)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("GET, HEAD /files/{path}", Role.ANYONE),
                Map.entry("GET, HEAD /files/{directory}/", Role.ANYONE),
                Map.entry("OPTIONS /files/{path}", Role.ANYONE),
                Map.entry("PUT /files/{path}", Role.PUBLISHER),
                Map.entry("DELETE /files/{path}", Role.PUBLISHER),
                Map.entry("GET, HEAD /versions/{sha256}", Role.MEMBER),
                Map.entry("GET, HEAD /versions/{sha256}/manifest", Role.MEMBER),
                Map.entry("GET, HEAD /versions/{sha256}/fillers", Role.MEMBER),
                Map.entry("OPTIONS /versions/{sha256}", Role.ANYONE),
                Map.entry("[GET] [/versions]", Role.MEMBER),
                Map.entry("[GET] [/explain/**]", Role.ANYONE),
                Map.entry("[GET] [/actuator/health]", Role.ANYONE),
                Map.entry("[GET] [/actuator/info]", Role.ANYONE),
                Map.entry(
                    "[GET] [/actuator/health/{group:liveness}, "
                        + "/actuator/health/{group:readiness}]",
                    Role.ANYONE),
                Map.entry("[] [/error]", Role.MEMBER)));
  }

  @Test
  void onlyWhatExistsNeedsAKey() {
    try (var origin = RunningOrigin.start(directory, data)) {
      var top = origin.get("/");
      assertThat(top.statusCode()).isEqualTo(302);
      assertThat(top.headers().firstValue("Location")).hasValue("/files/");
      for (String unknown : new String[] {"/nothing", "/favicon.ico", "/origins/local/files/x"}) {
        var answer = origin.get(unknown, "Accept", "text/html");
        assertThat(answer.statusCode()).as(unknown).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(answer.body()).asString().contains("\"urn:peercache:problem:http-404\"");
      }
      assertThat(origin.get("/versions/" + "ab".repeat(32)).statusCode()).isEqualTo(401);
      assertThat(origin.put("/", new byte[1]).statusCode()).isEqualTo(405);
    }
  }

  private static String name(RequestMappingInfo mapping) {
    return mapping.getMethodsCondition().getMethods()
        + " "
        + new TreeSet<>(mapping.getPatternValues());
  }

  private static Role role(HandlerMethod method) {
    var openTo = method.getMethodAnnotation(OpenTo.class);
    return openTo == null ? Role.MEMBER : openTo.value();
  }
}
