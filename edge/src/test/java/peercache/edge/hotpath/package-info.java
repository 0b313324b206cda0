/** Tests of what answers in front of Spring. */
@NullMarked
package peercache.edge.hotpath;

import org.jspecify.annotations.NullMarked;
