package peercache.origin.routing;

/** Why a request goes where it goes; the word stands in {@code Peercache-Route}. */
public enum Reason {
  ASKED_DIRECT("asked-direct", "the request says ?direct"),
  CREDENTIALS("credentials", "the request carries credentials, which a node is not to see"),
  UNSETTLED("unsettled", "the file is being written or not hashed yet"),
  SMALL("small", "the file is smaller than redirect-min-size"),
  OWN_DATE("own-date", "the request compares dates, and only the origin knows the path's"),
  TOO_MANY_EXCLUDED("exclusions", "too many nodes could not serve this request"),
  NO_REGISTRY("no-registry", "no registry is configured"),
  REGISTRY_AWAY("registry-away", "the registry does not answer, and what it said is too old"),
  NO_HOLDER("no-holder", "no live node holds or fills the version"),
  NONE_USABLE("none-usable", "the nodes that hold the version are excluded or not reachable"),
  FAILED_ATTEMPT("failed-attempt", "the caller was sent to a node and came back"),
  HOLDER("holder", "the node is confirmed to hold the version"),
  FILLING("filling", "the node is filling and streams what arrives"),
  SPARSE("sparse", "the node has some of the version and fetches what it is asked for"),
  OTHER_HOLDER("other-holder", "another node, as the caller was sent to one and came back");

  private final String word;
  private final String explanation;

  Reason(String word, String explanation) {
    this.word = word;
    this.explanation = explanation;
  }

  public String word() {
    return word;
  }

  public String explanation() {
    return explanation;
  }
}
