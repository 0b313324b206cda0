/** The hot path: files and versions over HTTP, by a redirect or from here. */
@NullMarked
package peercache.origin.files;

import org.jspecify.annotations.NullMarked;
