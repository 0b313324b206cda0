/** Tells the registry which versions a path, or a prefix of paths, stands for. */
@NullMarked
package peercache.origin.selection;

import org.jspecify.annotations.NullMarked;
