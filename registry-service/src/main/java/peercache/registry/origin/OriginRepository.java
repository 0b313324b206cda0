package peercache.registry.origin;

import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.OriginId;
import peercache.api.OriginJoin;

/** Origins, as they joined. */
@Repository
class OriginRepository {
  private static final String JOIN =
      """
      insert into origin (id, base_uri, internal_uri, public_key, last_seen)
      values (:id, :baseUri, :internalUri, :publicKey, clock_timestamp())
      on conflict (id) do update set
        base_uri = excluded.base_uri, internal_uri = excluded.internal_uri,
        public_key = excluded.public_key, last_seen = excluded.last_seen
      """;

  private final JdbcClient jdbc;

  OriginRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** By id. */
  List<Origin> all() {
    return jdbc.sql(
            "select id, base_uri, internal_uri, last_seen, public_key from origin order by id")
        .query((row, _) ->
            new Origin(
                row.getString("id"),
                row.getString("base_uri"),
                row.getString("internal_uri"),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                row.getString("public_key")))
        .list();
  }

  void join(OriginId id, OriginJoin join) {
    jdbc.sql(JOIN)
        .param("id", id.value())
        .param("baseUri", join.baseUri().toString())
        .param("internalUri", Objects.toString(join.internalUri(), null))
        .param("publicKey", Objects.toString(join.publicKey(), null))
        .update();
  }

  /** Where services reach it. */
  Optional<URI> reachableAt(OriginId id) {
    return jdbc.sql("select coalesce(internal_uri, base_uri) from origin where id = :id")
        .param("id", id.value())
        .query((row, _) -> URI.create(row.getString(1)))
        .optional();
  }

  /** In base64. Empty also for an origin that never joined. */
  Optional<String> publicKey(OriginId id) {
    return jdbc.sql("select public_key from origin where id = :id and public_key is not null")
        .param("id", id.value())
        .query(String.class)
        .optional();
  }
}
