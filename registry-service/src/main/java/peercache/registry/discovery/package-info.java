/** Tells Prometheus which nodes there are. */
@NullMarked
package peercache.registry.discovery;

import org.jspecify.annotations.NullMarked;
