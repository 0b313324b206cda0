package peercache.origin.catalog;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import peercache.api.FilePath;
import peercache.api.HeldVersion;
import peercache.api.VersionId;

/**
 * What this origin learnt and published, across restarts. A memory that fails costs work and not
 * service: nothing is remembered then, and that is said once. Thread-safe.
 */
final class DigestMemory {
  private static final Logger LOG = LoggerFactory.getLogger(DigestMemory.class);

  /** Longer than a disk is away for repair, shorter than for ever. */
  private static final Duration FORGET_AFTER = Duration.ofDays(30);

  private static final int BATCH = 1_000;

  /** Of files that change all the time only the latest are remembered. */
  private static final int MAX_FORMER = 1_000_000;

  private final HikariDataSource source;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final AtomicBoolean failing = new AtomicBoolean();

  DigestMemory(HikariDataSource source, Clock clock) {
    this.source = source;
    this.jdbc = JdbcClient.create(source);
    this.clock = clock;
  }

  /** What was last published under a path. */
  Optional<Publication> lastPublished(FilePath path) {
    return attempt(
        () ->
            jdbc.sql("SELECT version, last_modified FROM file WHERE path = ?")
                .param(path.value())
                .query((row, number) -> publication(row))
                .optional(),
        Optional.empty());
  }

  /** The digests of a file that is in the state in which it was hashed. */
  Optional<Digests> recall(FilePath path, Snapshot state) {
    return attempt(
        () ->
            jdbc.sql(
                    """
                    SELECT v.id, v.size, v.piece_size, v.pieces FROM file f
                    JOIN version v ON v.id = f.version
                    WHERE f.path = ? AND f.size = ? AND f.modified_nanos = ? AND f.inode = ?
                    """)
                .param(path.value())
                .param(state.stat().size())
                .param(state.modifiedNanos())
                .param(state.inode())
                .query((row, number) -> digests(row))
                .optional(),
        Optional.empty());
  }

  /** Some paths under which a version was published last. */
  List<FilePath> pathsOf(VersionId version) {
    return attempt(
        () ->
            jdbc.sql("SELECT path FROM file WHERE version = ? ORDER BY seen DESC LIMIT 8")
                .param(version.sha256())
                .query((row, number) -> new FilePath(row.getString(1)))
                .list(),
        List.of());
  }

  /** When a version was first published, if it was. */
  @Nullable Instant firstPublished(VersionId version) {
    return attempt(
            () ->
                jdbc.sql("SELECT last_modified FROM version WHERE id = ?")
                    .param(version.sha256())
                    .query((row, number) -> Instant.ofEpochSecond(row.getLong(1)))
                    .optional(),
            Optional.<Instant>empty())
        .orElse(null);
  }

  void remember(FilePath path, Snapshot state, Version version, Instant pathDate) {
    attempt(
        () -> {
          if (firstPublished(version.id()) == null) {
            rememberVersion(version);
          }
          rememberFormer(path, version.id());
          return jdbc.sql(
                  """
                  MERGE INTO file (path, size, modified_nanos, inode, version, last_modified, seen)
                  KEY (path) VALUES (?, ?, ?, ?, ?, ?, ?)
                  """)
              .param(path.value())
              .param(state.stat().size())
              .param(state.modifiedNanos())
              .param(state.inode())
              .param(version.id().sha256())
              .param(pathDate.getEpochSecond())
              .param(clock.instant().getEpochSecond())
              .update();
        },
        0);
  }

  private void rememberFormer(FilePath path, VersionId next) {
    jdbc.sql(
            """
            MERGE INTO former (path, version, size, replaced) KEY (path, version)
            SELECT path, version, size, ? FROM file WHERE path = ? AND version <> ?
            """)
        .param(clock.instant().getEpochSecond())
        .param(path.value())
        .param(next.sha256())
        .update();
  }

  /**
   * Names all versions that are or were published under a path, or under all paths that begin so,
   * each at least once: those of files that are gone too, for a month.
   *
   * @throws DataAccessException if they cannot be told
   */
  void published(Selector selector, Consumer<HeldVersion> consumer) {
    String where =
        switch (selector) {
          case Selector.Path path -> "path = ?";
          case Selector.Prefix prefix -> "path LIKE ? ESCAPE '\\'";
        };
    String value =
        switch (selector) {
          case Selector.Path(var path) -> path.value();
          case Selector.Prefix(var start) -> start.replaceAll("[\\\\%_]", "\\\\$0") + "%";
        };
    RowCallbackHandler each =
        row ->
            consumer.accept(
                new HeldVersion(VersionId.of(row.getBytes("version")), row.getLong("size")));
    jdbc.sql(
            """
            SELECT version, size FROM file WHERE %1$s
            UNION ALL SELECT version, size FROM former WHERE %1$s
            """
                .formatted(where))
        .param(value)
        .param(value)
        .query(each);
  }

  private void rememberVersion(Version version) {
    jdbc.sql(
            """
            MERGE INTO version (id, size, piece_size, pieces, last_modified, seen)
            KEY (id) VALUES (?, ?, ?, ?, ?, ?)
            """)
        .param(version.id().sha256())
        .param(version.size())
        .param(version.pieceSize())
        .param(version.pieceHashes())
        .param(version.lastModified().getEpochSecond())
        .param(clock.instant().getEpochSecond())
        .update();
  }

  /** Keeps what is there today, and forgets what has not been there for a month. */
  void refresh(Collection<FilePath> present) {
    long now = clock.instant().getEpochSecond();
    long horizon = now - FORGET_AFTER.toSeconds();
    attempt(
        () -> {
          new JdbcTemplate(source)
              .batchUpdate(
                  "UPDATE file SET seen = ? WHERE path = ?",
                  present,
                  BATCH,
                  (statement, path) -> {
                    statement.setLong(1, now);
                    statement.setString(2, path.value());
                  });
          jdbc.sql("DELETE FROM file WHERE seen < ?").param(horizon).update();
          forgetFormer(horizon);
          jdbc.sql("UPDATE version SET seen = ? WHERE id IN (SELECT version FROM file)")
              .param(now)
              .update();
          return jdbc.sql("DELETE FROM version WHERE seen < ?").param(horizon).update();
        },
        0);
  }

  private void forgetFormer(long horizon) {
    jdbc.sql("DELETE FROM former WHERE replaced < ?").param(horizon).update();
    jdbc.sql(
            """
            DELETE FROM former WHERE replaced <
              (SELECT replaced FROM former ORDER BY replaced DESC OFFSET ? ROWS FETCH NEXT 1 ROW ONLY)
            """)
        .param(MAX_FORMER)
        .update();
  }

  private <T> T attempt(Supplier<T> work, T otherwise) {
    try {
      T result = work.get();
      if (failing.compareAndSet(true, false)) {
        LOG.info("Digests are remembered again");
      }
      return result;
    } catch (DataAccessException e) {
      // A file that is being hashed when the origin stops is hashed again after the start.
      if (!source.isClosed() && failing.compareAndSet(false, true)) {
        LOG.error("Digests are not remembered; a restart will hash these files again", e);
      }
      return otherwise;
    }
  }

  private static Publication publication(ResultSet row) throws SQLException {
    return new Publication(
        VersionId.of(row.getBytes("version")), Instant.ofEpochSecond(row.getLong("last_modified")));
  }

  private static Digests digests(ResultSet row) throws SQLException {
    return new Digests(
        VersionId.of(row.getBytes("id")),
        row.getLong("size"),
        row.getInt("piece_size"),
        row.getBytes("pieces"));
  }
}
