package peercache.origin.publishing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.Validators;
import peercache.edge.Escaped;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.Digests;
import peercache.origin.catalog.Hasher;
import peercache.origin.catalog.OwnNames;
import peercache.origin.catalog.Snapshot;
import peercache.origin.catalog.UploadNames;

/**
 * Puts files into the served directory and takes them out: all of a file or nothing of it, on disk
 * before it is confirmed, and seen by the next request.
 */
@Component
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(PublishingProperties.class)
  static class Properties {}

  /**
   * @param length of the body in bytes, or -1 if it was not said
   * @param expected what its digest is to be
   */
  record Content(InputStream body, long length, Optional<VersionId> expected) {}

  private final Catalog catalog;
  private final UploadNames names;
  private final Hasher hasher;
  private final Clock clock;
  private final long maxSize;
  private final Semaphore uploads;
  private final Turns turns = new Turns();

  Publisher(
      Catalog catalog,
      UploadNames names,
      Hasher hasher,
      Clock clock,
      PublishingProperties properties) {
    this.catalog = catalog;
    this.names = names;
    this.hasher = hasher;
    this.clock = clock;
    this.maxSize = properties.maxFileSize().toBytes();
    this.uploads = new Semaphore(properties.maxUploads());
  }

  PublishOutcome publish(FilePath path, Content content, WriteCondition condition) {
    if (OwnNames.hide(path)) {
      return new PublishOutcome.NotAllowed();
    }
    if (content.length() > maxSize) {
      return new PublishOutcome.TooLarge(maxSize);
    }
    if (!uploads.tryAcquire()) {
      return new PublishOutcome.Busy();
    }
    try {
      return receive(path, content, condition);
    } catch (Place.InTheWayException e) {
      return new PublishOutcome.InTheWay(String.valueOf(e.getMessage()));
    } catch (Upload.TooLargeException e) {
      return new PublishOutcome.TooLarge(maxSize);
    } catch (Upload.BrokenOffException e) {
      LOG.debug("The upload of {} broke off", Escaped.of(path), e);
      return new PublishOutcome.BrokenOff();
    } catch (IOException e) {
      return Upload.isDiskFull(e) ? new PublishOutcome.NoRoom() : new PublishOutcome.DiskFailed(e);
    } finally {
      uploads.release();
    }
  }

  private PublishOutcome receive(FilePath path, Content content, WriteCondition condition)
      throws IOException {
    Path target = catalog.locate(path);
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      return new PublishOutcome.InTheWay(path + " is a directory");
    }
    if (!condition.holds(current(path))) {
      return new PublishOutcome.ConditionFailed();
    }
    var place = Place.prepare(catalog.root(), target);
    boolean kept = false;
    Path temporary = names.in(place.directory());
    try {
      if (!Upload.hasRoom(place.directory(), content.length())) {
        return new PublishOutcome.NoRoom();
      }
      var digests = Upload.receive(content.body(), temporary, content.length(), maxSize);
      if (content.expected().filter(id -> !id.equals(digests.id())).isPresent()) {
        return new PublishOutcome.OtherBytes("the body's sha-256 is " + digests.id());
      }
      var state = Snapshot.read(temporary);
      var whole = withRightPieces(temporary, state, digests);
      var outcome =
          turns.take(path, () -> commit(path, temporary, target, state, whole, condition));
      kept = outcome instanceof PublishOutcome.Published;
      if (kept) {
        place.force();
      }
      return outcome;
    } finally {
      if (!kept) {
        undo(temporary, place);
      }
    }
  }

  private PublishOutcome commit(
      FilePath path,
      Path temporary,
      Path target,
      Snapshot state,
      Digests digests,
      WriteCondition condition)
      throws IOException {
    var before = current(path);
    if (!condition.holds(before)) {
      return new PublishOutcome.ConditionFailed();
    }
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      return new PublishOutcome.InTheWay(path + " is a directory");
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    var file = catalog.publish(path, state, digests);
    return new PublishOutcome.Published(file.representation(clock.instant()), before == null);
  }

  /** How large the pieces are depends on the size, which is not always known beforehand. */
  private Digests withRightPieces(Path file, Snapshot state, Digests digests) throws IOException {
    return Manifest.pieceSizeFor(digests.size()) == digests.pieceSize()
        ? digests
        : hasher
            .hash(file, state)
            .orElseThrow(() -> new IOException("the upload was changed on disk"));
  }

  PublishOutcome remove(FilePath path, WriteCondition condition) {
    try {
      return turns.take(
          path,
          () -> {
            var before = current(path);
            if (before == null) {
              return catalog.directory(path).isPresent()
                  ? new PublishOutcome.InTheWay(path + " is a directory")
                  : new PublishOutcome.Unknown();
            }
            if (!condition.holds(before)) {
              return new PublishOutcome.ConditionFailed();
            }
            Path target = catalog.locate(path);
            Files.deleteIfExists(target);
            catalog.forget(path);
            var directory = target.getParent();
            if (directory != null) {
              Place.force(directory);
            }
            return new PublishOutcome.Removed();
          });
    } catch (IOException e) {
      return new PublishOutcome.DiskFailed(e);
    }
  }

  private @Nullable Validators current(FilePath path) throws IOException {
    var file = catalog.find(path);
    return file == null ? null : file.representation(clock.instant()).validators();
  }

  private static void undo(Path temporary, Place place) {
    try {
      Files.deleteIfExists(temporary);
      place.undo();
    } catch (IOException e) {
      LOG.warn("The unfinished upload {} cannot be removed before the next start", temporary, e);
    }
  }
}
