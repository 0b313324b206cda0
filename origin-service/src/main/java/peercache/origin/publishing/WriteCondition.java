package peercache.origin.publishing;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import peercache.content.Precondition;
import peercache.content.Validators;

/** The conditions of a {@code PUT} or {@code DELETE} (RFC 9110 section 13.1); pure. */
final class WriteCondition {
  private final HttpFields conditions;

  WriteCondition(HttpFields request) {
    // If-Modified-Since means nothing for a method that is not a read (section 13.1.3).
    var relevant = HttpFields.build();
    for (var field : request) {
      if (field.getHeader() == HttpHeader.IF_MATCH
          || field.getHeader() == HttpHeader.IF_NONE_MATCH
          || field.getHeader() == HttpHeader.IF_UNMODIFIED_SINCE) {
        relevant.add(field);
      }
    }
    this.conditions = relevant.asImmutable();
  }

  /**
   * @param current of the file that is there, or null if there is none
   */
  boolean holds(@Nullable Validators current) {
    if (current == null) {
      return !conditions.contains(HttpHeader.IF_MATCH);
    }
    return Precondition.evaluate(conditions, current) == Precondition.HOLDS;
  }
}
