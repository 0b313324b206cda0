package peercache.origin.signing;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import peercache.origin.catalog.CatalogProperties;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningProperties.class)
class SigningConfiguration {
  // The digest store has seen to it that the data directory is this process's alone, and not
  // served.
  @Bean
  @DependsOn("digestStore")
  SigningKey signingKey(SigningProperties properties, CatalogProperties catalog) {
    return properties.signingKeyFile() != null
        ? SigningKeyFile.read(properties.signingKeyFile())
        : SigningKeyFile.in(catalog.dataDirectory().toAbsolutePath());
  }

  @Bean
  ManifestSigner manifestSigner(SigningKey key) {
    return new ManifestSigner(key);
  }
}
