package peercache.node.fill;

import peercache.content.SignedManifest;

/** What became of asking somebody for a manifest. */
sealed interface ManifestAnswer {
  /** One of the version that was asked for; whether it is to be believed is another question. */
  record Given(SignedManifest manifest) implements ManifestAnswer {}

  /** It is filling the version, but has no manifest so far. */
  record NotYet() implements ManifestAnswer {}

  /** It does not have one. */
  record NotThere() implements ManifestAnswer {}

  /** It sent something else than a manifest of the version. */
  record Unusable(String detail) implements ManifestAnswer {}

  /** It did not answer, or not in time, or with an error. */
  record Failed(String detail) implements ManifestAnswer {}
}
