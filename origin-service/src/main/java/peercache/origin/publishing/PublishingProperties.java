package peercache.origin.publishing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What publishers may do.
 *
 * @param maxFileSize the largest file that is taken
 * @param maxUploads how many uploads may run at once; more are asked to come again
 */
@Validated
@ConfigurationProperties("peercache.origin")
record PublishingProperties(
    @DefaultValue("1TB") DataSize maxFileSize,
    @DefaultValue("64") @Min(1) @Max(10_000) int maxUploads) {}
