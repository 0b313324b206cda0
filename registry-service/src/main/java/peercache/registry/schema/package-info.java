/** Brings the database to what this release needs, beside the start of everything else. */
@NullMarked
package peercache.registry.schema;

import org.jspecify.annotations.NullMarked;
