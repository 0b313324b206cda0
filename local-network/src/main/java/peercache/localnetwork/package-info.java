/**
 * Starts a whole network on one machine: the services as they are deployed, in processes of their
 * own.
 */
@NullMarked
package peercache.localnetwork;

import org.jspecify.annotations.NullMarked;
