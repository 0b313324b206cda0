package peercache.origin.routing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import peercache.api.Holder;
import peercache.api.Holders;

/** Reads the registry's answers with distrust: whatever is no answer counts as a failure of it. */
final class HolderAnswers {
  private HolderAnswers() {}

  static Holders complete(@Nullable Holders answer) {
    if (answer == null
        || answer.holders() == null
        || !answer.holders().stream().allMatch(HolderAnswers::isComplete)) {
      throw new IllegalStateException("the registry's answer is incomplete");
    }
    return answer;
  }

  private static boolean isComplete(@Nullable Holder holder) {
    return holder != null
        && holder.id() != null
        && holder.state() != null
        && holder.leaseRemaining() != null
        && isUsable(holder.baseUri())
        && isUsable(holder.uriForServices());
  }

  private static boolean isUsable(@Nullable URI uri) {
    return uri != null
        && uri.getHost() != null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
  }

  /** A scoped IPv6 address ({@code fe80::1%eth0}) means something on this machine only. */
  static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }
}
