package peercache.origin;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where time comes from. */
@Configuration(proxyBeanMethods = false)
class OriginConfiguration {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** For ages and deadlines, which no change of the clock may touch. */
  @Bean
  Ticker ticker() {
    return Ticker.systemTicker();
  }
}
