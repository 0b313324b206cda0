/** Which of several nodes is best for a caller; pure but for the query that finds them. */
@NullMarked
package peercache.registry.ranking;

import org.jspecify.annotations.NullMarked;
