/**
 * The words of the network as values that cannot be wrong, and the wire contract with the registry.
 */
@NullMarked
package peercache.api;

import org.jspecify.annotations.NullMarked;
