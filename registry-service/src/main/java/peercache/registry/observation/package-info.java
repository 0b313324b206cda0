/** What origins and nodes say of nodes that they wanted something from. */
@NullMarked
package peercache.registry.observation;

import org.jspecify.annotations.NullMarked;
