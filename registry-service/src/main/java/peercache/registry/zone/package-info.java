/** Where callers are, by their address. */
@NullMarked
package peercache.registry.zone;

import org.jspecify.annotations.NullMarked;
