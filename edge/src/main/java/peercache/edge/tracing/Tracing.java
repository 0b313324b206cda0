package peercache.edge.tracing;

import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import peercache.content.Trace;

/** The switch: decided when the service starts, whatever the build has compiled. */
public final class Tracing implements AutoCloseable {
  private final @Nullable Spans spans;

  private Tracing(@Nullable Spans spans) {
    this.spans = spans;
  }

  /** Makes the switch. */
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(TracingProperties.class)
  public static class Wiring {
    @Bean
    Tracing tracing(TracingProperties properties, Environment environment) {
      var endpoint = properties.endpoint();
      var service = environment.getProperty("spring.application.name", "peercache");
      return new Tracing(
          endpoint == null ? null : new Spans(endpoint, properties.share(), service));
    }
  }

  public boolean isOn() {
    return spans != null;
  }

  /** What stands in front of everything else, and names the trace in the access log. */
  public Handler inFrontOf(Handler handler, Server server) {
    if (spans == null) {
      return handler;
    }
    if (server.getRequestLog() instanceof CustomRequestLog log) {
      server.setRequestLog(
          new CustomRequestLog(
              log.getWriter(), log.getFormatString() + " %{" + Trace.ATTRIBUTE + "}attr"));
    }
    return new TracingHandler(handler, spans);
  }

  /** Sends what is left. */
  @Override
  public void close() {
    if (spans != null) {
      spans.close();
    }
  }
}
