/** Where the origins are. */
@NullMarked
package peercache.node.origins;

import org.jspecify.annotations.NullMarked;
