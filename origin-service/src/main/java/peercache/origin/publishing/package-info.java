/** New versions under a path, and their removal. */
@NullMarked
package peercache.origin.publishing;

import org.jspecify.annotations.NullMarked;
