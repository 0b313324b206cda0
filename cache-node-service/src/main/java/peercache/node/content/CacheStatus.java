package peercache.node.content;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import peercache.api.NodeId;

/**
 * What this node did for an answer (RFC 9211), encoded once.
 *
 * @param hit from the store
 * @param miss from a fill that this request started
 * @param collapsed from a fill that another request had started
 * @param stale from the store, though the origin could not say whether it is current
 * @param bypass from the origin, and not kept
 */
record CacheStatus(
    HttpField hit, HttpField miss, HttpField collapsed, HttpField stale, HttpField bypass) {

  static CacheStatus of(NodeId node) {
    return new CacheStatus(
        field(node, "hit"),
        field(node, "fwd=miss; stored"),
        field(node, "fwd=miss; collapsed; stored"),
        field(node, "hit; detail=stale"),
        field(node, "fwd=bypass"));
  }

  private static HttpField field(NodeId node, String parameters) {
    // A token begins with a letter (RFC 9651 section 3.3.4); any other name is a string.
    boolean token = Character.isLetter(node.value().charAt(0));
    String name = token ? node.value() : '"' + node.value() + '"';
    return new PreEncodedHttpField("Cache-Status", name + "; " + parameters);
  }
}
