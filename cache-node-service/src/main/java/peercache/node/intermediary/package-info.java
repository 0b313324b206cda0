/**
 * The node between callers and their origins: recognises what is meant for an origin, and serves
 * it, redirects it or passes it on.
 */
@NullMarked
package peercache.node.intermediary;

import org.jspecify.annotations.NullMarked;
