package peercache.node.intermediary;

import java.util.ArrayList;
import java.util.List;

/** The intermediates that a message passed: {@code Via} (RFC 9110 section 7.6.3). Pure. */
record ViaChain(List<String> receivedBy) {

  /**
   * Reads what is well-formed, and counts each part between commas that is not.
   *
   * @param values of all {@code Via} fields
   */
  static ViaChain parse(List<String> values) {
    var receivedBy = new ArrayList<String>();
    for (String value : values) {
      for (String entry : entries(value)) {
        String[] words = entry.strip().split("[ \t]+", 3);
        if (!words[0].isEmpty()) {
          receivedBy.add(words.length > 1 ? words[1] : "");
        }
      }
    }
    return new ViaChain(List.copyOf(receivedBy));
  }

  /** A comment is of no use here, and may hold commas, quoted pairs and comments. */
  private static List<String> entries(String value) {
    var entries = new ArrayList<String>();
    var entry = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && depth > 0) {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == ',' && depth == 0) {
        entries.add(entry.toString());
        entry.setLength(0);
      } else if (depth == 0) {
        entry.append(c);
      }
    }
    entries.add(entry.toString());
    return entries;
  }

  int hops() {
    return receivedBy.size();
  }

  boolean passed(String pseudonym) {
    return receivedBy.stream().anyMatch(pseudonym::equalsIgnoreCase);
  }
}
