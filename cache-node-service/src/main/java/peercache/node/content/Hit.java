package peercache.node.content;

import org.eclipse.jetty.http.HttpField;
import peercache.api.FilePath;
import peercache.node.store.StoredVersion;

/**
 * A held version as the answer to a request.
 *
 * @param version released when it is sent
 * @param path under which it was asked for
 * @param freshness {@code Cache-Control}
 * @param status {@code Cache-Status}
 * @param age in seconds: since it came here, or since its origin confirmed it
 */
record Hit(StoredVersion version, FilePath path, HttpField freshness, HttpField status, long age) {}
