/** The services that own files. */
@NullMarked
package peercache.registry.origin;

import org.jspecify.annotations.NullMarked;
