/** What callers and peers ask the node for. */
@NullMarked
package peercache.node.content;

import org.jspecify.annotations.NullMarked;
