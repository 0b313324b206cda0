/** Why a caller is sent where it is sent. */
@NullMarked
package peercache.origin.explain;

import org.jspecify.annotations.NullMarked;
