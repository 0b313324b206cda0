package peercache.api;

/**
 * @param number of the last report or inventory of this incarnation that the registry applied
 * @param inventoryWanted whether the registry saw a gap
 */
public record ReportReceipt(long number, boolean inventoryWanted) {}
