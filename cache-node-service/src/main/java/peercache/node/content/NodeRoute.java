package peercache.node.content;

import org.jspecify.annotations.Nullable;
import peercache.edge.Role;

/** What this node answers in front of Spring, with {@code GET} and {@code HEAD}, and to whom. */
enum NodeRoute {
  /** A version: a hit, or filled on the way. */
  VERSION("/origins/{origin}/versions/{sha256}/{path}", Role.ANYONE),
  /** A file's current version through this node. */
  FILE("/origins/{origin}/files/{path}", Role.ANYONE),
  /** A directory's listing, passed through from the origin. */
  LISTING("/origins/{origin}/files/{directory}/", Role.ANYONE),
  /** Which pieces of a version this node has, and with {@code POST} which may be fetched now. */
  PIECES("/versions/{sha256}/pieces", Role.MEMBER),
  /** What a version is made of, with its origin's signature. */
  MANIFEST("/versions/{sha256}/manifest", Role.MEMBER),
  /**
   * Which run of which node this is; the registry asks before it knows whom it would tell a key.
   */
  PROBE("/probe/{nonce}", Role.ANYONE);

  static final String METHODS = "GET, HEAD, OPTIONS";

  private final String pattern;
  private final Role role;

  NodeRoute(String pattern, Role role) {
    this.pattern = pattern;
    this.role = role;
  }

  String pattern() {
    return pattern;
  }

  /** The least that a caller must have shown. */
  Role role() {
    return role;
  }

  static @Nullable NodeRoute of(Target target) {
    return switch (target) {
      case Target.Version _ -> VERSION;
      case Target.File _ -> FILE;
      case Target.Listing _ -> LISTING;
      case Target.Slashless _ -> LISTING;
      case Target.Pieces _ -> PIECES;
      case Target.Manifest _ -> MANIFEST;
      case Target.Probe _ -> PROBE;
      case Target.Bad _ -> null;
      case Target.Other _ -> null;
    };
  }
}
