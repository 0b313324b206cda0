package peercache.api;

/**
 * Callers of one network are in one zone.
 *
 * @param cidr an IPv4 or IPv6 network: {@code 10.1.0.0/16}, {@code 2001:db8::/32}
 */
public record ZoneRule(String cidr, Zone zone) {}
