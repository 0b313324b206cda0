package peercache.node.content;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import peercache.edge.hotpath.PlainAnswer;
import peercache.edge.hotpath.PlainHandler;
import peercache.edge.hotpath.PlainRequest;

/** Hits of plain requests, for what one write can send. */
@Component
final class PlainHits implements PlainHandler {
  private static final int MAX_BYTES = 4 << 20;

  private final boolean always;
  private final VersionRoute versions;
  private final FileRoute files;
  private final VersionAnswers answers;

  PlainHits(
      ObjectProvider<Interceptor> interceptors,
      VersionRoute versions,
      FileRoute files,
      VersionAnswers answers) {
    this.always = interceptors.stream().noneMatch(Interceptor::readsHost);
    this.versions = versions;
    this.files = files;
    this.answers = answers;
  }

  @Override
  public @Nullable PlainAnswer answer(PlainRequest request) {
    var hit = always ? find(Target.of(request.path())) : null;
    if (hit == null) {
      return null;
    }
    if (hit.version().size() > MAX_BYTES) {
      hit.version().release();
      return null;
    }
    return answers.plain(hit);
  }

  private @Nullable Hit find(Target target) {
    return switch (target) {
      case Target.Version version -> versions.find(version);
      case Target.File file -> files.find(file);
      case Target.Listing _,
          Target.Slashless _,
          Target.Pieces _,
          Target.Manifest _,
          Target.Probe _,
          Target.Bad _,
          Target.Other _ ->
          null;
    };
  }
}
