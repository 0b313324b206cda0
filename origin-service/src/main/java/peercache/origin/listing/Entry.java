package peercache.origin.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;

/**
 * What a listing says of a file or directory.
 *
 * @param id its name in the directory
 * @param size in bytes; of files only
 * @param version absent while it is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Entry(
    String id, Kind kind, @Nullable Long size, Instant lastModified, @Nullable VersionId version) {
  enum Kind {
    file,
    directory
  }
}
