/** The node as a member of the network: joins, renews its lease, reports what it holds, leaves. */
@NullMarked
package peercache.node.membership;

import org.jspecify.annotations.NullMarked;
