package peercache.registry.holding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;
import peercache.registry.holding.Holdings.Extent;

/** How far the reports of a run have come. */
@Repository
class ReportState {
  /**
   * @param number of the last report or inventory that was applied
   * @param complete whether the inventory of this run came and no report was missed since
   * @param holdings how many versions count
   * @param checksum of these; of no use if it is not of this number
   * @param checksumNumber by which report it was so; null if it never was reckoned
   */
  record Progress(
      int nodeKey,
      long incarnation,
      long number,
      boolean complete,
      long holdings,
      long checksum,
      @Nullable Long checksumNumber) {

    /** After the next report. */
    Progress advanced(Extent added, Extent removed) {
      boolean known = checksumNumber != null && checksumNumber == number;
      return new Progress(
          nodeKey,
          incarnation,
          number + 1,
          complete,
          holdings + added.versions() - removed.versions(),
          checksum ^ added.bits() ^ removed.bits(),
          known ? Long.valueOf(number + 1) : null);
    }

    /** After an inventory, which starts anew. */
    Progress replaced(long inventoryNumber, Extent all) {
      return new Progress(
          nodeKey, incarnation, inventoryNumber, true, all.versions(), all.bits(), inventoryNumber);
    }

    /** After a report was missed. */
    Progress incomplete() {
      return new Progress(nodeKey, incarnation, number, false, holdings, checksum, checksumNumber);
    }
  }

  private final JdbcClient jdbc;

  ReportState(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Where a run stands, locked until the transaction ends: its reports are applied one by one.
   *
   * @return nothing if this run is not a member
   */
  Optional<Progress> lock(NodeId id, long incarnation) {
    return jdbc.sql(
            """
            insert into holding_report
              (node_key, incarnation, number, complete, holdings, checksum, checksum_number)
            select node_key, incarnation, 0, false, 0, 0, 0 from node
            where id = :id and incarnation = :incarnation and not departed
            on conflict (node_key, incarnation) do update set number = holding_report.number
            returning node_key, incarnation, number, complete, holdings, checksum, checksum_number
            """)
        .param("id", id.value())
        .param("incarnation", incarnation)
        .query(Progress.class)
        .optional();
  }

  void save(Progress progress) {
    jdbc.sql(
            """
            update holding_report
            set number = :number, complete = :complete, holdings = :holdings,
                checksum = :checksum, checksum_number = :checksumNumber
            where node_key = :nodeKey and incarnation = :incarnation
            """)
        .paramSource(progress)
        .update();
  }

  /** What the run holds is not in doubt any more; touches the node only if it was. */
  void settle(int nodeKey, long incarnation) {
    jdbc.sql(
            """
            update node set disputed = false
            where node_key = :node and incarnation = :incarnation and disputed
            """)
        .param("node", nodeKey)
        .param("incarnation", incarnation)
        .update();
  }
}
