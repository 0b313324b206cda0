/** Which addresses a node may be reached at. */
@NullMarked
package peercache.registry.address;

import org.jspecify.annotations.NullMarked;
