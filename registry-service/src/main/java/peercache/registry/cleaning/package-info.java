/** Takes away what counts no more. */
@NullMarked
package peercache.registry.cleaning;

import org.jspecify.annotations.NullMarked;
