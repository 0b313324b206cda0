@NullMarked
package peercache.edge.tls;

import org.jspecify.annotations.NullMarked;
