package peercache.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A network that never was: nodes in 20 zones and versions of which some are held by many and most
 * by few. Version v, counted from the most widely held, has scale / v^0.6 holders, at least one and
 * at most a quarter of all nodes; five on average. Written by the database itself, not through the
 * registry.
 *
 * @param scale of the number of holders
 */
record Population(int nodes, int versions, double scale) {
  static final int REGIONS = 4;
  static final int SITES = 5;
  private static final double SKEW = 0.6;
  private static final int MEAN_HOLDERS = 5;

  /**
   * @param holdings about so many in all
   */
  static Population of(int nodes, long holdings) {
    int versions = Math.toIntExact(Math.max(1, holdings / MEAN_HOLDERS));
    double low = 0;
    double high = holdings;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (new Population(nodes, versions, middle).holdings() < holdings) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Population(nodes, versions, low);
  }

  /** All that have one holder, and those that have two, and so on. */
  private double holdings() {
    double sum = versions;
    for (int holders = 2; holders <= mostHolders(); holders++) {
      sum += Math.min(versions, Math.pow(scale / holders, 1 / SKEW));
    }
    return sum;
  }

  private int mostHolders() {
    return Math.max(1, nodes / 4);
  }

  private int holders(int version) {
    int wanted = (int) Math.floor(scale * Math.pow(version, -SKEW));
    return Math.max(1, Math.min(mostHolders(), wanted));
  }

  /** The SHA-256 of the text {@code version-N}: what the database computes as well. */
  static byte[] digest(long version) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(("version-" + version).getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(long version) {
    return HexFormat.of().formatHex(digest(version));
  }

  static String node(int number) {
    return "node-" + number;
  }

  static String zone(int number) {
    return "region-%d/site-%d".formatted(number % REGIONS, number / REGIONS % SITES);
  }

  /**
   * Versions to be asked for: two of three are any version, the third is that of any holding, so
   * that what many hold is asked for more often.
   */
  int[] asked(int count, Random random) {
    var until = new long[versions];
    long sum = 0;
    for (int version = 1; version <= until.length; version++) {
      sum += holders(version);
      until[version - 1] = sum;
    }
    var asked = new int[count];
    for (int i = 0; i < count; i++) {
      if (i % 3 < 2) {
        asked[i] = 1 + random.nextInt(until.length);
      } else {
        int at = java.util.Arrays.binarySearch(until, random.nextLong(sum));
        asked[i] = Math.min(until.length, (at < 0 ? -at - 1 : at + 1) + 1);
      }
    }
    return asked;
  }

  /** Leases of nodes that nobody renews while something else is measured. */
  static void renew(Connection database) throws SQLException {
    execute(database, "update node set lease_until = clock_timestamp() + interval '1 day'");
  }

  /** Reads all holdings and their indexes, so that what is measured is not the disk. */
  static void readAll(Connection database) throws SQLException {
    execute(database, "create extension if not exists pg_prewarm");
    execute(
        database,
        """
        select pg_prewarm(oid) from pg_class
        where oid = 'holding'::regclass
           or oid in (select indexrelid from pg_index where indrelid = 'holding'::regclass)
        """);
  }

  boolean isIn(Connection database) throws SQLException {
    try (var statement = database.createStatement();
        var row =
            statement.executeQuery(
                "select to_regclass('node') is not null and to_regclass('holding') is not null")) {
      if (!row.next() || !row.getBoolean(1)) {
        return false;
      }
    }
    try (var statement = database.createStatement();
        var row = statement.executeQuery("select count(*) from node")) {
      return row.next() && row.getInt(1) >= nodes;
    }
  }

  /**
   * Fills the empty tables, with the holdings in the order in which nodes would have told them: one
   * node after the other. Their indexes are made anew afterwards, which takes a third of the time.
   */
  void writeTo(Connection database) throws SQLException {
    execute(
        database,
        """
        insert into node (id, base_uri, zone, capacity_bytes, max_bytes_per_second, incarnation,
                          lease_until)
        select 'node-' || i, 'http://10.' || i / 250 || '.' || i %% 250 || '.1:8082',
               'region-' || i %% %d || '/site-' || i / %d %% %d, 1e12::bigint, 1e9::bigint, 1,
               clock_timestamp() + interval '1 day'
        from generate_series(1, %d) i
        """
            .formatted(REGIONS, REGIONS, SITES, nodes));
    var indexes = indexes(database);
    execute(database, "alter table holding drop constraint holding_pkey");
    execute(database, "drop index holding_of_node");
    execute(
        database,
        """
        insert into holding (sha256, node_key, incarnation, size)
        select sha256(('version-' || v)::bytea), n.node_key, 1, 1048576 + v
        from generate_series(1, %d) v
        cross join lateral generate_series(
          0, greatest(1, least(%d, floor(%s * power(v, %s))))::int - 1) k
        join node n on n.id = 'node-' || 1 + (hashint8(v)::bigint + 2147483648 + k) %% %d
        order by n.node_key
        """
            .formatted(versions, mostHolders(), scale, -SKEW, nodes));
    for (String index : indexes) {
      execute(database, index);
    }
    execute(
        database,
        """
        insert into holding_report (node_key, incarnation, number, complete, holdings)
        select node_key, 1, 0, true, count(*) from holding group by node_key
        """);
    execute(database, "vacuum analyze");
  }

  private static List<String> indexes(Connection database) throws SQLException {
    var definitions = new ArrayList<String>();
    try (var statement = database.createStatement();
        var rows =
            statement.executeQuery(
                """
                select 'alter table holding add constraint ' || conname || ' '
                       || pg_get_constraintdef(oid)
                from pg_constraint where conrelid = 'holding'::regclass and contype = 'p'
                union all
                select pg_get_indexdef('holding_of_node'::regclass)
                """)) {
      while (rows.next()) {
        definitions.add(rows.getString(1));
      }
    }
    return definitions;
  }

  static long count(Connection database, String table) throws SQLException {
    try (var statement = database.createStatement();
        var row = statement.executeQuery("select count(*) from " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection database, String sql) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
