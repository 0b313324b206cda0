/** Removes versions from every node, and says when they are gone. */
@NullMarked
package peercache.registry.purge;

import org.jspecify.annotations.NullMarked;
