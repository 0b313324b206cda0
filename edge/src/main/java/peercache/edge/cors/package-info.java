/** What pages of other sites may read in a browser. */
@NullMarked
package peercache.edge.cors;

import org.jspecify.annotations.NullMarked;
