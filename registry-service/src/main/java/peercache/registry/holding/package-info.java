/** Which node holds which version: numbered reports and whole inventories. */
@NullMarked
package peercache.registry.holding;

import org.jspecify.annotations.NullMarked;
