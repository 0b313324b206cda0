@NullMarked
package peercache.edge.testing;

import org.jspecify.annotations.NullMarked;
