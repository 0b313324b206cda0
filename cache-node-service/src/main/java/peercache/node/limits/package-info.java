/** How fast a node receives, and sends to other nodes. */
@NullMarked
package peercache.node.limits;

import org.jspecify.annotations.NullMarked;
