package peercache.origin.catalog;

import java.time.Instant;
import peercache.api.VersionId;

/**
 * What was last published under a path.
 *
 * @param lastModified of the path, whole seconds; moves forward whenever the version changes
 */
public record Publication(VersionId version, Instant lastModified) {}
