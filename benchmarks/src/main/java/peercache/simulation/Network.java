package peercache.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;

/**
 * Time and links, simulated: each host has a link with a rate each way, and the transfers on a link
 * share it evenly. A transfer goes as fast as the slower of its two shares allows.
 */
final class Network {
  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** A host's link; rates in bytes a second of payload. */
  static final class Link {
    final double up;
    final double down;
    private final List<Transfer> sending = new ArrayList<>();
    private final List<Transfer> receiving = new ArrayList<>();
    private double sent;

    Link(double up, double down) {
      this.up = up;
      this.down = down;
    }

    private double upShare() {
      return up / sending.size();
    }

    private double downShare() {
      return down / receiving.size();
    }

    double sent() {
      return sent;
    }
  }

  static final class Transfer {
    private final Link from;
    private final Link to;
    private final Runnable done;
    private double left;
    private double rate;
    private long since;
    private long round;

    double left() {
      return left;
    }

    private Transfer(Link from, Link to, double bytes, Runnable done) {
      this.from = from;
      this.to = to;
      this.left = bytes;
      this.done = done;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final long latency;
  private long now;
  private long number;

  /**
   * @param latency of a message, in nanoseconds
   */
  Network(long latency) {
    this.latency = latency;
  }

  long now() {
    return now;
  }

  void after(long nanos, Runnable action) {
    events.add(new Event(now + nanos, number++, action));
  }

  void message(Runnable action) {
    after(latency, action);
  }

  /** Runs until nothing is left to happen or the time is over. */
  void run(long until) {
    for (var event = events.poll(); event != null && event.at() <= until; event = events.poll()) {
      now = event.at();
      event.action().run();
    }
  }

  Transfer send(Link from, Link to, double bytes, Runnable done) {
    var transfer = new Transfer(from, to, bytes, done);
    transfer.since = now;
    from.sending.add(transfer);
    to.receiving.add(transfer);
    share(from, to);
    return transfer;
  }

  void giveUp(Transfer transfer) {
    advance(transfer);
    end(transfer);
  }

  private void end(Transfer transfer) {
    transfer.round++;
    transfer.from.sending.remove(transfer);
    transfer.to.receiving.remove(transfer);
    share(transfer.from, transfer.to);
  }

  private void share(Link from, Link to) {
    from.sending.forEach(this::adjust);
    to.receiving.forEach(this::adjust);
  }

  private void adjust(Transfer transfer) {
    double rate =
        Math.min(
            share(transfer.from.up, transfer.from.sending, one -> one.to.downShare()),
            share(transfer.to.down, transfer.to.receiving, one -> one.from.upShare()));
    if (rate == transfer.rate) {
      return;
    }
    advance(transfer);
    transfer.rate = rate;
    long round = ++transfer.round;
    after(
        (long) Math.ceil(transfer.left / rate * 1e9),
        () -> {
          if (transfer.round == round) {
            advance(transfer);
            end(transfer);
            transfer.done.run();
          }
        });
  }

  /** An even share of what those leave who cannot take theirs, being held up at their other end. */
  private static double share(
      double rate, List<Transfer> transfers, ToDoubleFunction<Transfer> elsewhere) {
    double share = rate / transfers.size();
    double left = rate;
    int takers = transfers.size();
    for (var one : transfers) {
      double limit = elsewhere.applyAsDouble(one);
      if (limit < share) {
        left -= limit;
        takers--;
      }
    }
    return takers == 0 ? rate : left / takers;
  }

  private void advance(Transfer transfer) {
    double moved = Math.min(transfer.left, transfer.rate * (now - transfer.since) / 1e9);
    transfer.left -= moved;
    transfer.from.sent += moved;
    transfer.since = now;
  }
}
