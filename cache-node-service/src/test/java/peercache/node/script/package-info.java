/** Real servers on real sockets that do what a test tells them. */
@NullMarked
package peercache.node.script;

import org.jspecify.annotations.NullMarked;
