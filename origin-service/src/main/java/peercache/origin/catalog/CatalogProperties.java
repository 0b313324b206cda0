package peercache.origin.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is served, and how changes to it are noticed.
 *
 * @param directory the files of this origin; must exist
 * @param dataDirectory where digests are remembered; of this origin alone
 * @param quietPeriod how long a file must have been left alone before it is hashed
 * @param rescanEvery how often the whole directory is compared with the catalogue, beside the
 *     notices that the kernel gives
 * @param hashing how files are hashed
 */
@Validated
@ConfigurationProperties("peercache.origin")
public record CatalogProperties(
    @Nullable Path directory,
    @DefaultValue(".peercache/origin") Path dataDirectory,
    @DefaultValue("500ms") @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration quietPeriod,
    @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(days = 1) Duration rescanEvery,
    @DefaultValue Hashing hashing) {
  /**
   * @param threads how many files are hashed at once; 0 for half of the cores, at least one
   */
  public record Hashing(@DefaultValue("0") @Min(0) @Max(256) int threads) {
    int effectiveThreads() {
      return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
  }
}
