/** How the origin makes itself known, and where its callers are. */
@NullMarked
package peercache.origin.membership;

import org.jspecify.annotations.NullMarked;
