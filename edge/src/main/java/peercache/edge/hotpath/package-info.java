/**
 * What answers in front of Spring. The plainest requests are read and answered on the connection
 * itself; every other one goes the server's full way, with the same answer.
 */
@NullMarked
package peercache.edge.hotpath;

import org.jspecify.annotations.NullMarked;
