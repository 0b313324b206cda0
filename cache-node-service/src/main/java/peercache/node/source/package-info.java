/** Connections on which this node asks origins and other nodes for pieces. */
@NullMarked
package peercache.node.source;

import org.jspecify.annotations.NullMarked;
