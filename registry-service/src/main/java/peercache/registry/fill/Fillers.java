package peercache.registry.fill;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.OriginId;
import peercache.api.Zone;

/** The nodes that are filling a version. */
@Repository
class Fillers {
  private final JdbcClient jdbc;

  Fillers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes the node a filler of the version, or lets it be one for longer.
   *
   * @param origin whose the version is; null if the node does not say so now
   * @param resting whether it has all that is wanted of the version at the moment
   * @return where the node is; nothing if this run of it is not a member
   */
  Optional<Zone> put(
      FillKey key,
      @Nullable OriginId origin,
      Duration length,
      int verifiedPieces,
      boolean resting) {
    return jdbc.sql(
            """
            insert into filler
              (sha256, node_key, incarnation, expires_at, verified_pieces, resting, origin)
            select :version, n.node_key, n.incarnation,
                   clock_timestamp() + :forMillis * interval '1 millisecond', :pieces,
                   :resting, :origin
            from node n
            where n.id = :node and n.incarnation = :incarnation and not n.departed
            on conflict (sha256, node_key) do update set
              incarnation = excluded.incarnation,
              expires_at = greatest(filler.expires_at, excluded.expires_at),
              verified_pieces = excluded.verified_pieces,
              resting = excluded.resting,
              origin = coalesce(excluded.origin, filler.origin)
            where filler.incarnation <= excluded.incarnation
            returning (select zone from node where node.node_key = filler.node_key)
            """)
        .params(key.parameters())
        .param("forMillis", length.toMillis())
        .param("pieces", verifiedPieces)
        .param("resting", resting)
        .param("origin", origin == null ? null : origin.value())
        .query(String.class)
        .optional()
        .map(Zone::new);
  }

  /** Whether it was one. Whose the version is stays noted. */
  boolean remove(FillKey key) {
    return jdbc.sql(
            """
            with gone as (
              delete from filler f using node n
              where f.sha256 = :version and f.node_key = n.node_key and n.id = :node
                and f.incarnation = :incarnation
              returning f.sha256, f.origin),
            noted as (
              insert into version_origin (sha256, origin)
              select sha256, origin from gone where origin is not null
              on conflict (sha256) do update set
                origin = excluded.origin, noted_at = excluded.noted_at
              where version_origin.noted_at < excluded.noted_at - interval '1 day')
            select exists (select from gone)
            """)
        .params(key.parameters())
        .query(Boolean.class)
        .single();
  }
}
