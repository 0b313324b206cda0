/** Traces by OpenTelemetry, where they are wanted; where they are not, nothing of it is loaded. */
@NullMarked
package peercache.edge.tracing;

import org.jspecify.annotations.NullMarked;
