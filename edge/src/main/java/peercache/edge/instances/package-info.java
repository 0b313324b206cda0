/** Calling a service that runs several times. */
@NullMarked
package peercache.edge.instances;

import org.jspecify.annotations.NullMarked;
