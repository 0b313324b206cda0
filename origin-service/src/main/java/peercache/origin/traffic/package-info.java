/** What the origin answered and sent, in numbers. */
@NullMarked
package peercache.origin.traffic;

import org.jspecify.annotations.NullMarked;
