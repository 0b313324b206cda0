package peercache.registry.origin;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface OriginRepository extends Repository<Origin, String> {
  List<Origin> findAllByOrderById();

  @Modifying
  @Transactional
  @Query(
      nativeQuery = true,
      value =
          """
          insert into origin (id, base_uri, internal_uri, public_key, last_seen)
          values (:id, :baseUri, :internalUri, :publicKey, clock_timestamp())
          on conflict (id) do update set
            base_uri = excluded.base_uri, internal_uri = excluded.internal_uri,
            public_key = excluded.public_key, last_seen = excluded.last_seen
          """)
  void join(String id, String baseUri, @Nullable String internalUri, @Nullable String publicKey);

  @Query(
      nativeQuery = true,
      value = "select coalesce(internal_uri, base_uri) from origin where id = :id")
  Optional<String> reachableAt(String id);

  /** Empty also for an origin that never joined. */
  @Query(nativeQuery = true, value = "select public_key from origin where id = :id")
  Optional<String> publicKey(String id);
}
