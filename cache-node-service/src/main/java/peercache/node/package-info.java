/** A caching computer: fills, keeps and serves versions. */
@NullMarked
package peercache.node;

import org.jspecify.annotations.NullMarked;
