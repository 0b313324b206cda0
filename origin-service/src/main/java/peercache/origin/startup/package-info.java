/** What stops the service from starting, in one line each. */
@NullMarked
package peercache.origin.startup;

import org.jspecify.annotations.NullMarked;
