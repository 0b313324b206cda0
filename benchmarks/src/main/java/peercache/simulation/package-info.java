/**
 * How long a flash crowd takes on links that are only calculated, with more nodes than fit a
 * machine.
 */
@NullMarked
package peercache.simulation;

import org.jspecify.annotations.NullMarked;
