package peercache.registry.standing;

import java.time.Duration;

/** Whether a node is named to callers and other nodes, as far as it is not for its lease. */
sealed interface Standing {
  /** In words, for the node's operator and for {@code explain}. */
  String reason();

  record Named() implements Standing {
    @Override
    public String reason() {
      return "";
    }
  }

  /** Nobody has shown that this run of the node is what answers at its base URI. */
  record Unproven(String why) implements Standing {
    @Override
    public String reason() {
      return "its base URI is not proven: " + why;
    }
  }

  /** It renews its lease, but does not serve. */
  record NotServing(String why) implements Standing {
    @Override
    public String reason() {
      return "it does not serve: " + why;
    }
  }

  /**
   * @param failed how many origins and nodes got nothing from it lately
   * @param of how many spoke of it lately
   */
  record FailsOthers(int failed, int of) implements Standing {
    @Override
    public String reason() {
      return "%d of %d that tried lately got nothing from it".formatted(failed, of);
    }
  }

  /**
   * @param quiet how long it has to stay up until it is named again
   */
  record Damped(Duration quiet) implements Standing {
    @Override
    public String reason() {
      // In steps, so that it does not change all the time.
      return "it was lost too often lately: it is named again when it has stayed up for about "
          + (quiet.toSeconds() / 10 + 1) * 10
          + " s";
    }
  }
}
