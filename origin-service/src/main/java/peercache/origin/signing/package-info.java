/** The origin's key, and what it proves with it. */
@NullMarked
package peercache.origin.signing;

import org.jspecify.annotations.NullMarked;
