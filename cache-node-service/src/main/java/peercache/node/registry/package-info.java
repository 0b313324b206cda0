/** The registry as this node calls it: bounded in time, guarded, and failing in two known ways. */
@NullMarked
package peercache.node.registry;

import org.jspecify.annotations.NullMarked;
