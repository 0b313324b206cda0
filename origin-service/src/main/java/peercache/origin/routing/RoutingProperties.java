package peercache.origin.routing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * When a caller is sent to a node.
 *
 * @param redirectMinSize files smaller than this are served here: a redirect would cost more than
 *     the bytes
 */
@ConfigurationProperties("peercache.origin")
record RoutingProperties(@DefaultValue("64KB") DataSize redirectMinSize) {}
