/** TLS: the certificate that this service shows, and whom it trusts when it calls others. */
@NullMarked
package peercache.edge.tls;

import org.jspecify.annotations.NullMarked;
