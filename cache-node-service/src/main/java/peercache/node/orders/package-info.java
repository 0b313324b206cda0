/** Carries out what the registry tells this node to do. */
@NullMarked
package peercache.node.orders;

import org.jspecify.annotations.NullMarked;
