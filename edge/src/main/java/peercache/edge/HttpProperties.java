package peercache.edge;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one client may take of this service.
 *
 * @param headTimeout from the first byte of a request's head, or of a TLS handshake, to its last
 * @param stallTimeout without one byte of an answer taken; a reader of 1 KB/s may pause for a
 *     minute, as its computer asks for more in steps of what it has room for
 * @param maxHeaders fields in one request; 431 above
 * @param maxStreams requests at once on one HTTP/2 connection
 * @param maxControlFrames HTTP/2 frames in a second that carry neither a request nor its body
 *     (SETTINGS, PING, PRIORITY, RST_STREAM, empty ones); the connection ends above
 * @param farewell how long a service that stops waits, when all answers are out, for callers to
 *     have taken what the network holds of them
 */
@Validated
@ConfigurationProperties("peercache.http")
record HttpProperties(
    @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration headTimeout,
    @DefaultValue("3m") @DurationMin(millis = 100) @DurationMax(hours = 1) Duration stallTimeout,
    @DefaultValue("100") @Min(16) @Max(1_000) int maxHeaders,
    @DefaultValue("100") @Min(1) @Max(10_000) int maxStreams,
    @DefaultValue("128") @Min(16) @Max(100_000) int maxControlFrames,
    @DefaultValue("10s") @DurationMin(millis = 0) @DurationMax(minutes = 1) Duration farewell) {}
