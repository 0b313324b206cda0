/** Who conveys a version into the network, and who alone may ask its origin. */
@NullMarked
package peercache.registry.fill;

import org.jspecify.annotations.NullMarked;
