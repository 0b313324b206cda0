@NullMarked
package peercache.edge.caller;

import org.jspecify.annotations.NullMarked;
