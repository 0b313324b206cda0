@NullMarked
package peercache.content;

import org.jspecify.annotations.NullMarked;
