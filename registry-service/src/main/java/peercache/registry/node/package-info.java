/** Who is a member and alive: join, renew, leave. */
@NullMarked
package peercache.registry.node;

import org.jspecify.annotations.NullMarked;
