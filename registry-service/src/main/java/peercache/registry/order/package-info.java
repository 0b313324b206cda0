/** What nodes are told to do, and what they say became of it. */
@NullMarked
package peercache.registry.order;

import org.jspecify.annotations.NullMarked;
