/** Checks of what is deployed beside the services. */
@NullMarked
package peercache.deployment;

import org.jspecify.annotations.NullMarked;
