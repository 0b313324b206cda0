package peercache.api;

/** Bounds of the numbers that come over the wire. */
final class Numbers {
  private Numbers() {}

  static void require(String field, long value, long atLeast) {
    if (value < atLeast) {
      throw new IllegalArgumentException(
          field + " must be at least " + atLeast + ", but is " + value);
    }
  }
}
