/** Which nodes answer at this moment, by what the origin sees itself. */
@NullMarked
package peercache.origin.reachability;

import org.jspecify.annotations.NullMarked;
