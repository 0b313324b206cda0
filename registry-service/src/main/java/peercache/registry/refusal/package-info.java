/** What the registry says no to, in words of the network; only the web knows the status. */
@NullMarked
package peercache.registry.refusal;

import org.jspecify.annotations.NullMarked;
