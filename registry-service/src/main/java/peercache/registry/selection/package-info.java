/** Which versions are meant by paths: asks the origins that own them. */
@NullMarked
package peercache.registry.selection;

import org.jspecify.annotations.NullMarked;
