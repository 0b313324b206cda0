package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ZoneReaderTests {
  private final ApplicationContextRunner node =
      new ApplicationContextRunner().withUserConfiguration(Properties.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(NodeProperties.class)
  static class Properties {
    @Bean
    static ZoneReader zoneReader() {
      return new ZoneReader();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "eu/fra/rack-7, eu/fra/rack-7",
    "eu-central-1/eu-central-1a, eu-central-1/eu-central-1a",
    "eu-central-1/, eu-central-1",
    "/eu-central-1a, eu-central-1a",
    "eu//rack-7, eu/rack-7",
    "/, default",
    "'', default",
  })
  void whatAPlatformDoesNotKnowIsLeftOut(String said, String zone) {
    node.withPropertyValues("peercache.node.zone=" + said)
        .run(context ->
            assertThat(context.getBean(NodeProperties.class).zone().path()).isEqualTo(zone));
  }

  @Test
  void whoSaysNothingIsInTheDefaultZone() {
    node.run(context ->
        assertThat(context.getBean(NodeProperties.class).zone().path()).isEqualTo("default"));
  }

  @Test
  void whatIsNoZoneStopsTheStartAndIsNamed() {
    node.withSystemProperties("peercache.node.zone=EU/fra")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("zone must be")
                .hasMessageContaining("EU/fra"));
  }
}
