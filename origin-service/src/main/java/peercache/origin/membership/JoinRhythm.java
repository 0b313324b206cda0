package peercache.origin.membership;

import java.time.Duration;

/** When to join next, and what of it is news; pure. */
final class JoinRhythm {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
  private static final Duration MAX_RENEWAL = Duration.ofMinutes(10);

  /** Services start in any order: for the first six seconds nothing is wrong. */
  private static final int ATTEMPTS_OF_START = 6;

  /** A kept connection breaks now and then, and the next attempt opens a new one. */
  private static final int ATTEMPTS_OF_MEMBER = 2;

  enum Trouble {
    /** There is no answer, or none of use. */
    AWAY,
    /** It understood, and said no. */
    REFUSED
  }

  enum News {
    NONE,
    /** It may only be starting. */
    NOT_YET,
    NEVER_ANSWERED,
    AWAY,
    REFUSED
  }

  private boolean joinedBefore;
  private boolean up;
  private int failures;
  private News said = News.NONE;
  private Duration pause = Duration.ZERO;

  /**
   * @return whether this is news
   */
  boolean succeeded(Duration renewEvery) {
    boolean news = !up;
    up = true;
    joinedBefore = true;
    failures = 0;
    said = News.NONE;
    pause = clamp(renewEvery.multipliedBy(8).dividedBy(10), FIRST_PAUSE, MAX_RENEWAL);
    return news;
  }

  News failed(Trouble trouble) {
    pause = failures == 0 ? FIRST_PAUSE : clamp(pause.multipliedBy(2), FIRST_PAUSE, MAX_PAUSE);
    failures++;
    var state = state(trouble);
    if (state == News.NONE || state == said) {
      return News.NONE;
    }
    up = false;
    said = state;
    return state;
  }

  private News state(Trouble trouble) {
    if (trouble == Trouble.REFUSED) {
      return News.REFUSED;
    }
    if (joinedBefore) {
      return failures < ATTEMPTS_OF_MEMBER ? News.NONE : News.AWAY;
    }
    return failures < ATTEMPTS_OF_START ? News.NOT_YET : News.NEVER_ANSWERED;
  }

  Duration pause() {
    return pause;
  }

  private static Duration clamp(Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0) {
      return least;
    }
    return value.compareTo(most) > 0 ? most : value;
  }
}
