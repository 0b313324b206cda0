package peercache.registry.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of every request.
 *
 * @param maxBodySize of a body that is read at once; 413 above that. Inventories, which are read as
 *     a stream, have bounds of their own
 */
@ConfigurationProperties("peercache.registry")
record WebProperties(@DefaultValue("4MB") DataSize maxBodySize) {}
