package peercache.registry.holding;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import peercache.api.NodeId;

/** How far the reports of a run have come. */
@Repository
class ReportState {
  /**
   * @param number of the last report or inventory that was applied
   * @param complete whether the inventory of this run came and no report was missed since
   * @param holdings how many versions count
   */
  record Progress(int nodeKey, long incarnation, long number, boolean complete, long holdings) {}

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
            insert into holding_report (node_key, incarnation, number, complete, holdings)
            select node_key, incarnation, 0, false, 0 from node
            where id = :id and incarnation = :incarnation and not departed
            on conflict (node_key, incarnation) do update set number = holding_report.number
            returning node_key, incarnation, number, complete, holdings
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
            set number = :number, complete = :complete, holdings = :holdings
            where node_key = :nodeKey and incarnation = :incarnation
            """)
        .paramSource(progress)
        .update();
  }
}
