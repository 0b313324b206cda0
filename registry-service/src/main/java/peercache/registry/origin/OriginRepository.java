package peercache.registry.origin;

import java.util.List;
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
          insert into origin (id, base_uri, last_seen) values (:id, :baseUri, clock_timestamp())
          on conflict (id) do update set
            base_uri = excluded.base_uri, last_seen = excluded.last_seen
          """)
  void join(String id, String baseUri);
}
