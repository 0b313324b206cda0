/** Owns files and sends each caller to a node that holds them. */
@NullMarked
package peercache.origin;

import org.jspecify.annotations.NullMarked;
