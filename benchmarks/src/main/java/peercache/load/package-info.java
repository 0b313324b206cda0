/** A registry of many nodes and holdings under load: what it answers, how late, at what cost. */
@NullMarked
package peercache.load;

import org.jspecify.annotations.NullMarked;
