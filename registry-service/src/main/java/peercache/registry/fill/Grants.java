package peercache.registry.fill;

import java.time.Duration;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The one grant per version to ask its origin. That there is one is the primary key's doing, and
 * each change is one statement: whatever races, in however many registries, one node has it. A
 * later grant has a higher token. In transactions it is locked before the row in {@link Fillers}.
 */
@Repository
class Grants {
  private static final String OWN =
      "(fill_grant.node_key = excluded.node_key and fill_grant.incarnation = excluded.incarnation)";

  private static final String OWNER_LIVES =
      """
      (fill_grant.expires_at > clock_timestamp() and exists (
        select from node o
        where o.node_key = fill_grant.node_key and o.incarnation = fill_grant.incarnation
          and o.lease_until > clock_timestamp()))
      """;

  /** Grows, and goes on growing when the database is set back: origins remember what they saw. */
  private static final String TOKEN =
      """
      greatest(nextval('fill_token'), (extract(epoch from clock_timestamp()) * 1000000)::bigint)
      """;

  private static final String TAKE =
      """
      insert into fill_grant
        (sha256, node_key, incarnation, token, claimed, expires_at, progress_at, patience)
      select :version, n.node_key, n.incarnation, #token, :claimed,
             clock_timestamp() + :forMillis * interval '1 millisecond',
             clock_timestamp() + :graceMillis * interval '1 millisecond',
             :stallMillis * interval '1 millisecond'
      from node n
      where n.id = :node and n.incarnation = :incarnation and n.lease_until > clock_timestamp()
      on conflict (sha256) do update set
        node_key = excluded.node_key, incarnation = excluded.incarnation,
        expires_at = greatest(excluded.expires_at,
                              case when #own then fill_grant.expires_at end),
        token = case when #own then fill_grant.token else excluded.token end,
        claimed = excluded.claimed or (#own and fill_grant.claimed),
        verified_pieces = case when #own then fill_grant.verified_pieces else 0 end,
        progress_at = case when #own and #ownerLives then fill_grant.progress_at
                      else excluded.progress_at end,
        patience = case when #own then fill_grant.patience
                        when fill_grant.claimed and #ownerLives then least(fill_grant.patience * 2, interval '5 minutes')
                        else excluded.patience end
      where fill_grant.node_key = excluded.node_key
         or (excluded.claimed and not fill_grant.claimed)
         or fill_grant.progress_at + fill_grant.patience <= clock_timestamp()
         or not #ownerLives
      returning token
      """
          .replace("#token", TOKEN)
          .replace("#ownerLives", OWNER_LIVES)
          .replace("#own", OWN);

  private static final String RENEW =
      """
      update fill_grant g set
        expires_at = clock_timestamp() + :forMillis * interval '1 millisecond',
        progress_at = case when :pieces > g.verified_pieces
                           then greatest(g.progress_at, clock_timestamp())
                           else g.progress_at end,
        verified_pieces = greatest(g.verified_pieces, :pieces)
      from node n
      where g.sha256 = :version and g.token = :token and g.node_key = n.node_key
        and g.incarnation = n.incarnation and n.id = :node and n.incarnation = :incarnation
      """;

  private static final String GIVE_BACK =
      """
      delete from fill_grant g using node n
      where g.sha256 = :version and g.node_key = n.node_key and n.id = :node
        and g.incarnation = :incarnation
      """;

  private final JdbcClient jdbc;
  private final FillProperties properties;

  Grants(JdbcClient jdbc, FillProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /**
   * Takes the grant, or keeps it under the same token, for a node that asks. A grant that was
   * assigned to another node which has not come for it yet goes to the one that is here: its caller
   * waits already.
   *
   * @return the token; nothing if another node has it, or this one's lease ended
   */
  OptionalLong take(FillKey key) {
    return take(key, true, properties.lease(), Duration.ZERO);
  }

  /**
   * Takes the grant for a node that does not know of it yet.
   *
   * @return whether the node has it now
   */
  boolean assign(FillKey key) {
    return take(key, false, properties.assignedFor(), properties.assignedFor()).isPresent();
  }

  /**
   * @return false if another node took the grant, or it was given back
   */
  boolean renew(FillKey key, long token, int verifiedPieces) {
    return jdbc.sql(RENEW)
            .params(key.parameters())
            .param("token", token)
            .param("pieces", verifiedPieces)
            .param("forMillis", properties.lease().toMillis())
            .update()
        > 0;
  }

  void giveBack(FillKey key) {
    jdbc.sql(GIVE_BACK).params(key.parameters()).update();
  }

  private OptionalLong take(FillKey key, boolean claimed, Duration length, Duration grace) {
    return jdbc.sql(TAKE)
        .params(key.parameters())
        .param("claimed", claimed)
        .param("forMillis", length.toMillis())
        .param("graceMillis", grace.toMillis())
        .param("stallMillis", properties.stall().toMillis())
        .query(Long.class)
        .optional()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }
}
