/** Which files there are, what version each of them is, and how the origin comes to know. */
@NullMarked
package peercache.origin.catalog;

import org.jspecify.annotations.NullMarked;
