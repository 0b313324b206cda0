/**
 * The versions on this node's disk, whole and partial: reserved, verified, kept, evicted, mapped.
 */
@NullMarked
package peercache.node.store;

import org.jspecify.annotations.NullMarked;
