/**
 * How nodes that fill the same version spread its pieces among themselves: asks, offers, shares.
 */
@NullMarked
package peercache.node.exchange;

import org.jspecify.annotations.NullMarked;
