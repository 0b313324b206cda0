package peercache.registry.placement;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.Holders;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.edge.Door;
import peercache.edge.Keyring;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.registry.refusal.Refusal;

@RestController
class HoldersController {
  private final Lookup lookup;
  private final Keyring keyring;

  HoldersController(Lookup lookup, Keyring keyring) {
    this.lookup = lookup;
    this.keyring = keyring;
  }

  /** Anyone may look; to have the fill given out changes state, so it needs the network's key. */
  @OpenTo(Role.ANYONE)
  @GetMapping("/v1/versions/{id}/holders")
  Holders holders(
      @PathVariable VersionId id,
      @RequestParam(required = false) @Nullable String client,
      @RequestParam(defaultValue = "" + HoldersQuery.DEFAULT_LIMIT) int limit,
      @RequestParam(required = false) @Nullable OriginId origin,
      @RequestParam(required = false) @Nullable Long size,
      @RequestParam(defaultValue = "") List<NodeId> exclude,
      @RequestParam(defaultValue = "false") boolean explain,
      @RequestParam(required = false) @Nullable Double demand,
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    if ((origin == null) != (size == null)) {
      throw new Refusal.BadField(
          origin == null ? "origin" : "size", "is missing: origin and size go together");
    }
    if (origin != null) {
      Door.refusal(Role.MEMBER, keyring.roleOf(authorization))
          .ifPresent(problem -> {
            throw new Refusal.ClosedDoor(problem);
          });
    }
    return lookup.find(
        new HoldersQuery(id, client, limit, size, Set.copyOf(exclude), explain, demand));
  }
}
