/** The holders of a version for a caller, and the node that is to fill it when there are none. */
@NullMarked
package peercache.registry.placement;

import org.jspecify.annotations.NullMarked;
