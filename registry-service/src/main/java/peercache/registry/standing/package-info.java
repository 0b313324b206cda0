/** Whether a node may be named to others, and if not why: what checks and others' words show. */
@NullMarked
package peercache.registry.standing;

import org.jspecify.annotations.NullMarked;
