/**
 * What every service has at its edge: who may come in, health for anyone, and hot paths in front of
 * Spring.
 */
@NullMarked
package peercache.edge;

import org.jspecify.annotations.NullMarked;
