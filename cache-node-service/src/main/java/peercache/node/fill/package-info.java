/**
 * Conveying a version into this node: once, piece by piece, verified, and streamed to whoever waits
 * for it.
 */
@NullMarked
package peercache.node.fill;

import org.jspecify.annotations.NullMarked;
