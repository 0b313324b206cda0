/** Takes nodes out without loss: hands over what they alone hold, and lets them leave. */
@NullMarked
package peercache.registry.drain;

import org.jspecify.annotations.NullMarked;
