package peercache.content;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Conditional requests in the order of precedence of RFC 9110 section 13.2.2, for GET and HEAD. */
public enum Precondition {
  /** Send the representation. */
  HOLDS,
  /** 304. */
  NOT_MODIFIED,
  /** 412. */
  FAILED;

  public static Precondition evaluate(HttpFields request, Validators current) {
    String ifMatch = list(request, HttpHeader.IF_MATCH);
    if (ifMatch != null) {
      if (!matches(ifMatch, current.etag(), true)) {
        return FAILED;
      }
    } else {
      Instant unmodifiedSince = date(request, HttpHeader.IF_UNMODIFIED_SINCE);
      if (unmodifiedSince != null && current.lastModified().isAfter(unmodifiedSince)) {
        return FAILED;
      }
    }
    String ifNoneMatch = list(request, HttpHeader.IF_NONE_MATCH);
    if (ifNoneMatch != null) {
      return matches(ifNoneMatch, current.etag(), false) ? NOT_MODIFIED : HOLDS;
    }
    Instant modifiedSince = date(request, HttpHeader.IF_MODIFIED_SINCE);
    return modifiedSince != null && !current.lastModified().isAfter(modifiedSince)
        ? NOT_MODIFIED
        : HOLDS;
  }

  /**
   * Whether {@code Range} is to be obeyed (RFC 9110 section 13.1.5): a date counts only if it is
   * exactly the last modification, a tag only if it is strong and the same.
   */
  public static boolean rangeApplies(HttpFields request, Validators current) {
    String ifRange = request.get(HttpHeader.IF_RANGE);
    if (ifRange == null) {
      return true;
    }
    if (isTag(ifRange)) {
      return ifRange.equals(current.etag());
    }
    Instant date = date(request, HttpHeader.IF_RANGE);
    return current.lastModified().equals(date);
  }

  /**
   * Whether the answer depends on a date, so that it must come from whoever knows the path's own
   * date.
   */
  public static boolean comparesDates(HttpFields request) {
    String ifRange = request.get(HttpHeader.IF_RANGE);
    return request.contains(HttpHeader.IF_MODIFIED_SINCE)
        || request.contains(HttpHeader.IF_UNMODIFIED_SINCE)
        || (ifRange != null && !isTag(ifRange));
  }

  private static boolean isTag(String ifRange) {
    return ifRange.startsWith("\"") || ifRange.startsWith("W/");
  }

  private static @Nullable String list(HttpFields request, HttpHeader header) {
    return request.contains(header) ? String.join(",", request.getValuesList(header)) : null;
  }

  private static boolean matches(String list, @Nullable String etag, boolean strong) {
    if (list.strip().equals("*")) {
      return true;
    }
    if (etag == null) {
      return false;
    }
    // Entity tags may hold commas, so the list is walked tag by tag.
    int at = 0;
    while (at < list.length()) {
      int open = list.indexOf('"', at);
      int close = open < 0 ? -1 : list.indexOf('"', open + 1);
      if (close < 0) {
        return false;
      }
      boolean weak = open >= 2 && list.startsWith("W/", open - 2);
      if (!(strong && weak) && etag.equals(list.substring(open, close + 1))) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }

  private static @Nullable Instant date(HttpFields request, HttpHeader header) {
    String value = request.get(header);
    long millis = value == null ? -1 : HttpDateTime.parseToEpoch(value);
    return millis < 0 ? null : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }
}
