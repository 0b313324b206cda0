/** The registry as the origin sees it: guarded, bounded in time, and dispensable. */
@NullMarked
package peercache.origin.registry;

import org.jspecify.annotations.NullMarked;
