/** A real origin in a test, with scripted servers around it. */
@NullMarked
package peercache.origin.testing;

import org.jspecify.annotations.NullMarked;
