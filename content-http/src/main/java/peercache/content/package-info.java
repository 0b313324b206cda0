/**
 * Serving immutable bytes over HTTP: ranges, conditionals, digests, and a body that is still
 * arriving.
 */
@NullMarked
package peercache.content;

import org.jspecify.annotations.NullMarked;
