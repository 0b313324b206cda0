/** Where a file's bytes are, and how to check them, in the form that download clients read. */
@NullMarked
package peercache.origin.metalink;

import org.jspecify.annotations.NullMarked;
