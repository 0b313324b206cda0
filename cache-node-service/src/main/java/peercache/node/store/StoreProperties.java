package peercache.node.store;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where and how much this node keeps.
 *
 * @param dataDirectory what belongs to this node alone; one process at a time may use it
 * @param capacity bytes that whole versions and running fills may take together, at least 1 MiB;
 *     counted in KiB, each version rounded up
 * @param maxOpenMappings versions whose files are kept mapped, beside those that are being served;
 *     each takes one of the operating system's mappings of a process (Linux: 65,530 by default)
 * @param lastCopiesLast whether a version that no other node has is evicted only when there is
 *     nothing else; a fill that needs room then asks the registry first
 */
@Validated
@ConfigurationProperties("peercache.node")
record StoreProperties(
    @DefaultValue("data") Path dataDirectory,
    @DefaultValue("10GB") DataSize capacity,
    @DefaultValue("4096") @Min(1) @Max(30_000) int maxOpenMappings,
    @DefaultValue("false") boolean lastCopiesLast) {

  @AssertTrue(message = "peercache.node.capacity must be at least 1MB") boolean isCapacityUsable() {
    return capacity.toMegabytes() >= 1;
  }
}
