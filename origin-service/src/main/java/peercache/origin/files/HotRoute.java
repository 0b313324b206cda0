package peercache.origin.files;

import peercache.edge.Role;

/** What is answered in front of Spring, and for whom. */
enum HotRoute {
  READ_FILE("/files/{path}", Role.ANYONE, "GET", "HEAD"),
  LIST_DIRECTORY("/files/{directory}/", Role.ANYONE, "GET", "HEAD"),
  PUBLISH_FILE("/files/{path}", Role.PUBLISHER, "PUT"),
  REMOVE_FILE("/files/{path}", Role.PUBLISHER, "DELETE"),
  READ_VERSION("/versions/{sha256}", Role.MEMBER, "GET", "HEAD"),
  READ_MANIFEST("/versions/{sha256}/manifest", Role.MEMBER, "GET", "HEAD"),
  READ_FILLERS("/versions/{sha256}/fillers", Role.MEMBER, "GET", "HEAD"),
  FILE_OPTIONS("/files/{path}", Role.ANYONE, "OPTIONS"),
  VERSION_OPTIONS("/versions/{sha256}", Role.ANYONE, "OPTIONS");

  private final String pattern;
  private final Role role;
  private final String methods;

  HotRoute(String pattern, Role role, String... methods) {
    this.pattern = pattern;
    this.role = role;
    this.methods = String.join(", ", methods);
  }

  String pattern() {
    return pattern;
  }

  /** The least that a caller must have shown. */
  Role role() {
    return role;
  }

  String methods() {
    return methods;
  }
}
