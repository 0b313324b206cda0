package peercache.node.intermediary;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import peercache.api.FilePath;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.content.Representation;
import peercache.node.content.CurrentVersion;
import peercache.node.content.CurrentVersions;
import peercache.node.registry.RegistryException;

/** Sends a caller to the best holder of the file's current version. */
final class HolderRedirect {
  private static final int LIMIT = 4;
  private final CurrentVersions versions;
  private final RegistryApi registry;

  HolderRedirect(CurrentVersions versions, RegistryApi registry) {
    this.versions = versions;
    this.registry = registry;
  }

  /**
   * @return false, with nothing answered, if there is nobody to send the caller to
   */
  boolean answer(
      OriginId origin, FilePath path, Request request, Response response, Callback callback) {
    if (!(versions.lastSaid(new CurrentVersions.File(origin, path))
            instanceof CurrentVersion.Named version)
        || version.size() < 0) {
      return false;
    }
    var holders = holders(version, origin, ClientAddress.of(request));
    if (holders.isEmpty()) {
      return false;
    }
    redirect(
        holders,
        version.id(),
        "/origins/" + origin + "/versions/" + version.id() + "/" + path.toUriPath(),
        response);
    response.write(true, ByteBuffer.allocate(0), callback);
    return true;
  }

  private List<Holder> holders(CurrentVersion.Named version, OriginId origin, String client) {
    try {
      var holders =
          registry.holders(version.id(), client, LIMIT, origin, version.size(), List.of(), false);
      return Optional.ofNullable(holders.holders()).orElse(List.of());
    } catch (RegistryException e) {
      return List.of();
    }
  }

  private static void redirect(
      List<Holder> holders, VersionId version, String target, Response response) {
    var best = holders.getFirst();
    response.setStatus(302);
    var headers = response.getHeaders();
    headers.put(HttpHeader.LOCATION, best.baseUri() + target);
    for (int i = 1; i < holders.size(); i++) {
      headers.add(
          HttpHeader.LINK,
          "<%s>; rel=duplicate; pri=%d".formatted(holders.get(i).baseUri() + target, i + 1));
    }
    headers.put("Repr-Digest", Representation.reprDigest(version));
    headers.put("Digest", "SHA-256=" + Base64.getEncoder().encodeToString(version.sha256()));
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("Peercache-Route", "node=%s; reason=%s".formatted(best.id(), reason(best.state())));
    headers.put(HttpHeader.CONTENT_LENGTH, 0L);
  }

  /** As an origin says it. */
  private static String reason(HolderState state) {
    return switch (state) {
      case HOLDING -> "holder";
      case FILLING -> "filling";
      case SPARSE -> "sparse";
    };
  }
}
