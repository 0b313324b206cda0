/** What is in a directory, for people and for programs. */
@NullMarked
package peercache.origin.listing;

import org.jspecify.annotations.NullMarked;
