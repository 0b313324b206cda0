/** Who a caller is: by its connection, or by the word of a proxy that is believed. */
@NullMarked
package peercache.edge.caller;

import org.jspecify.annotations.NullMarked;
