/** Where a caller is sent, and why. */
@NullMarked
package peercache.origin.routing;

import org.jspecify.annotations.NullMarked;
