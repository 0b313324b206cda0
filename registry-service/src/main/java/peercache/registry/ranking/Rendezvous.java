package peercache.registry.ranking;

import java.util.Comparator;
import java.util.function.Function;

/**
 * Highest random weight hashing (Thaler and Ravishankar, 1998): every key has its own order of the
 * nodes, the keys spread evenly over them, and a node that goes away moves only its own keys.
 */
public final class Rendezvous {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Rendezvous() {}

  /** Of a key, for the weights of many names. */
  static long seed(String key) {
    return mix(hash(FNV_OFFSET, key));
  }

  /** How much a name weighs for the key of a seed; the more, the earlier in its order. */
  static long weight(long seed, String name) {
    return mix(hash(seed, name));
  }

  /** The order of a key: the highest weight first, and by name where two weigh the same. */
  public static <T> Comparator<T> order(String key, Function<T, String> name) {
    long seed = seed(key);
    return Comparator.<T>comparingLong(candidate -> weight(seed, name.apply(candidate)))
        .reversed()
        .thenComparing(name);
  }

  private static long hash(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every bit of the input changes half of the output. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
