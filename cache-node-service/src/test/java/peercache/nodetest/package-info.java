/** A node on real sockets and a real disk, with scripted neighbours. */
@NullMarked
package peercache.nodetest;

import org.jspecify.annotations.NullMarked;
