/** What nodes say of other nodes that sent them wrong bytes. */
@NullMarked
package peercache.registry.complaint;

import org.jspecify.annotations.NullMarked;
