package peercache.origin.listing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How directories are listed.
 *
 * @param maxEntries in one answer; more of them are behind its {@code Link: rel="next"}
 */
@Validated
@ConfigurationProperties("peercache.origin.listing")
record ListingProperties(@DefaultValue("10000") @Min(1) @Max(100_000) int maxEntries) {}
