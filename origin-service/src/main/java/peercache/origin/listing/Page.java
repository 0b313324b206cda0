package peercache.origin.listing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a directory, by name.
 *
 * @param next the name after which the next part begins; absent at the end
 */
record Page(List<Entry> entries, @Nullable String next) {}
