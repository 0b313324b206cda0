/** What becomes of leases while the registries, or their database, are away. */
@NullMarked
package peercache.registry.outage;

import org.jspecify.annotations.NullMarked;
