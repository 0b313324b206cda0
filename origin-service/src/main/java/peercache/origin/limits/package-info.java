/** How much an origin lets itself be asked for, and how fast it sends. */
@NullMarked
package peercache.origin.limits;

import org.jspecify.annotations.NullMarked;
