@NullMarked
package peercache.localnetwork;

import org.jspecify.annotations.NullMarked;
