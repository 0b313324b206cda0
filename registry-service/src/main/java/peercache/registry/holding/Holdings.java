package peercache.registry.holding;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows that say which node holds which version; bounded batches, as arrays. */
@Repository
class Holdings {
  /**
   * One statement of an inventory walks all that a node holds. It gets more time than the socket
   * timeout that bounds all other requests, and less than the node waits for its answer.
   */
  private static final Duration INVENTORY_STATEMENT = Duration.ofSeconds(30);

  private static final String EXTENT =
      "count(*) as versions, coalesce(bit_xor(version_bits(sha256)), 0) as bits";

  /**
   * How much a set of versions is.
   *
   * @param bits their {@link peercache.api.HoldingsChecksum}
   */
  record Extent(long versions, long bits) {}

  private final JdbcClient jdbc;
  private final JdbcOperations connections;

  Holdings(JdbcClient jdbc, JdbcOperations connections) {
    this.jdbc = jdbc;
    this.connections = connections;
  }

  /**
   * What an earlier run held becomes this run's; what a later run holds stays as it is.
   *
   * @return the versions that this run did not hold before
   */
  Extent add(int nodeKey, long incarnation, VersionBatch versions) {
    return jdbc.sql(
            """
            with changed as (
              insert into holding (sha256, node_key, incarnation, size)
              select distinct on (v.sha256) v.sha256, :node, :incarnation, v.size
              from unnest(:digests, :sizes) as v (sha256, size)
              on conflict (sha256, node_key) do update
              set incarnation = excluded.incarnation, size = excluded.size
              where holding.incarnation < excluded.incarnation
              returning sha256)
            select %s from changed
            """
                .formatted(EXTENT))
        .param("node", nodeKey)
        .param("incarnation", incarnation)
        .param("digests", versions.digests())
        .param("sizes", versions.sizes())
        .query(Extent.class)
        .single();
  }

  /**
   * @return those of them that this run held
   */
  Extent remove(int nodeKey, long incarnation, VersionBatch versions) {
    return jdbc.sql(
            """
            with changed as (
              delete from holding
              where sha256 = any(:digests) and node_key = :node and incarnation = :incarnation
              returning sha256)
            select %s from changed
            """
                .formatted(EXTENT))
        .param("digests", versions.digests())
        .param("node", nodeKey)
        .param("incarnation", incarnation)
        .query(Extent.class)
        .single();
  }

  /** Begins a list of what an inventory confirms; it lasts until the transaction ends. */
  void beginConfirming() {
    connections.execute((ConnectionCallback<Boolean>) Holdings::allowLongStatements);
    jdbc.sql(
            """
            create temporary table if not exists confirmed (sha256 bytea not null)
            on commit delete rows
            """)
        .update();
  }

  /** The pool takes it back with the connection. */
  private static boolean allowLongStatements(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) INVENTORY_STATEMENT.toMillis());
    return true;
  }

  void confirm(VersionBatch versions) {
    jdbc.sql("insert into confirmed select * from unnest(:digests)")
        .param("digests", versions.digests())
        .update();
  }

  /** Removes what is not on the list; a later run's stays as it is. */
  void removeUnconfirmed(int nodeKey, long incarnation) {
    jdbc.sql(
            """
            delete from holding h
            where h.node_key = :node and h.incarnation <= :incarnation
              and not exists (select from confirmed c where c.sha256 = h.sha256)
            """)
        .param("node", nodeKey)
        .param("incarnation", incarnation)
        .update();
  }

  /** All that this run holds. */
  Extent extent(int nodeKey, long incarnation) {
    return jdbc.sql(
            "select %s from holding where node_key = :node and incarnation = :incarnation"
                .formatted(EXTENT))
        .param("node", nodeKey)
        .param("incarnation", incarnation)
        .query(Extent.class)
        .single();
  }
}
