/** Tells who waits for it that nodes were taken out of the answers. */
@NullMarked
package peercache.registry.departure;

import org.jspecify.annotations.NullMarked;
