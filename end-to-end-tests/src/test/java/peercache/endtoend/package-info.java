/** Sentences about the whole network, each shown on the real jars in processes of their own. */
@NullMarked
package peercache.endtoend;

import org.jspecify.annotations.NullMarked;
