/** Where the origins are, and what proves their manifests. */
@NullMarked
package peercache.node.origins;

import org.jspecify.annotations.NullMarked;
