package peercache.registry.discovery;

import java.net.URI;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.registry.refusal.Refusal;

/**
 * The nodes as Prometheus' HTTP service discovery wants them, so that a node which is added is
 * watched without anybody naming it twice. A node that died stays, for that it does not answer is
 * what one wants to hear of; one that left in order does not.
 */
@RestController
class ScrapeTargetsController {
  private static final int MAX_PORT = 65_535;

  private final JdbcClient jdbc;

  ScrapeTargetsController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One group.
   *
   * @param targets host and port of one node
   * @param labels of all its series
   */
  record Group(List<String> targets, Labels labels) {}

  record Labels(String node, String zone) {}

  /**
   * @param port of the nodes' management: they do not tell it, as nobody else has to know
   */
  @OpenTo(Role.ANYONE)
  @GetMapping("/v1/scrape-targets")
  List<Group> nodes(@RequestParam(defaultValue = "9082") int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new Refusal.BadField("port", "must be 1 to " + MAX_PORT + ": " + port);
    }
    return jdbc.sql(
            """
            select id, coalesce(internal_uri, base_uri) as uri, zone from node
            where not departed order by id
            """)
        .query((row, _) ->
            new Group(
                List.of(URI.create(row.getString("uri")).getHost() + ":" + port),
                new Labels(row.getString("id"), row.getString("zone"))))
        .list();
  }
}
