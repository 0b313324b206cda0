package peercache.registry.complaint;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.Complaint;
import peercache.api.VersionId;
import peercache.edge.Outcomes;
import peercache.registry.node.Runs;
import peercache.registry.refusal.Refusal;

/** Takes complaints, and tells people of a node that several others complain of. */
@Service
class Hearing {
  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final Runs runs;
  private final Complaints complaints;
  private final ComplaintProperties properties;
  private final Outcomes outcomes;

  Hearing(Runs runs, Complaints complaints, ComplaintProperties properties, MeterRegistry meters) {
    this.runs = runs;
    this.complaints = complaints;
    this.properties = properties;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.complaints",
            "Complaints of wrong bytes",
            "believed",
            "too-many");
  }

  /**
   * @throws Refusal if the node that complains is not a member with this run, or nobody knows the
   *     one that it complains of
   */
  @Transactional
  void hear(VersionId version, Complaint complaint) {
    var _ = runs.zoneOf(complaint.node(), complaint.incarnation());
    if (!complaints.isKnown(complaint.about())) {
      throw new Refusal.UnknownNode(complaint.about());
    }
    int before = complaints.complainersOf(complaint.about());
    boolean heard = complaints.put(version, complaint);
    if (heard) {
      complaints.takeGrant(version, complaint.about());
      tell(before, version, complaint);
    }
    outcomes.count(heard ? "believed" : "too-many");
  }

  /** Once when it begins and once when it counts for all versions, not for each piece. */
  private void tell(int before, VersionId version, Complaint complaint) {
    int now = complaints.complainersOf(complaint.about());
    if (before == 0) {
      log.warn(
          "node {} sent wrong bytes of {} (piece {}) to node {}: it is not named for that version"
              + " for {}; its memory or disk may be failing",
          complaint.about(),
          version,
          complaint.piece(),
          complaint.node(),
          properties.believedFor());
    } else if (before == 1 && now > 1) {
      log.warn(
          "node {} sent wrong bytes to several nodes, to node {} of {}: no node fills from it"
              + " for {}",
          complaint.about(),
          complaint.node(),
          version,
          properties.believedFor());
    }
  }
}
