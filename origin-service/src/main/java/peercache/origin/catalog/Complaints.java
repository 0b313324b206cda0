package peercache.origin.catalog;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what was complained about, so that each trouble is logged once. Bounded. */
final class Complaints {
  private static final int MAX = 1_000;

  private final Set<Object> made = ConcurrentHashMap.newKeySet();

  boolean isNew(Object subject) {
    return made.size() < MAX && made.add(subject);
  }

  void solved(Object subject) {
    made.remove(subject);
  }
}
