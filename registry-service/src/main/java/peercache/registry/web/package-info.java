/** What holds for every answer: problems, bounds of bodies, a contract that is enforced. */
@NullMarked
package peercache.registry.web;

import org.jspecify.annotations.NullMarked;
