package peercache.node.store;

/**
 * A whole version on the disk.
 *
 * @param size in bytes
 * @param modifiedSecond the version's last modification, in seconds since 1970
 */
record Holding(long size, long modifiedSecond) {}
