/** Fills versions ahead of demand. */
@NullMarked
package peercache.registry.preheat;

import org.jspecify.annotations.NullMarked;
