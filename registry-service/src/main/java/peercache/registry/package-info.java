/** Knows who is alive and who holds what. */
@NullMarked
package peercache.registry;

import org.jspecify.annotations.NullMarked;
