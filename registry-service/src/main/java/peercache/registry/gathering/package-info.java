/** Questions to the database that come at once go there together. */
@NullMarked
package peercache.registry.gathering;

import org.jspecify.annotations.NullMarked;
