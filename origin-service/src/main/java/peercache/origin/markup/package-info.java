/** Text in HTML and XML. */
@NullMarked
package peercache.origin.markup;

import org.jspecify.annotations.NullMarked;
