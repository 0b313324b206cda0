package peercache.content;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.PreEncodedHttpField;
import peercache.api.VersionId;

/** Immutable bytes with their headers, encoded once and sent many times. Thread-safe. */
public final class Representation {
  private static final String REPR_DIGEST = "Repr-Digest";
  private static final HttpField ACCEPT_RANGES =
      new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
  private static final HttpField UNKNOWN_TYPE =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/octet-stream");

  /** As many as the table of known extensions has types. */
  private static final Map<String, HttpField> TYPES = new ConcurrentHashMap<>();

  private final long size;
  private final Validators validators;
  private final List<HttpField> fields;
  private final HttpField contentLength;

  /**
   * @param size in bytes
   * @param fields what every answer with these bytes or about them says: {@code ETag}, {@code
   *     Last-Modified}, {@code Repr-Digest}, {@code Accept-Ranges}; without the last {@code Range}
   *     is ignored
   */
  public Representation(long size, Validators validators, List<HttpField> fields) {
    this.size = size;
    this.validators = validators;
    this.fields = List.copyOf(fields);
    this.contentLength = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, size);
  }

  public long size() {
    return size;
  }

  public Validators validators() {
    return validators;
  }

  public List<HttpField> fields() {
    return fields;
  }

  /** All that a 200 with the whole of them says of them. */
  public List<HttpField> fieldsOfWhole(HttpField contentType) {
    return Stream.concat(fields.stream(), Stream.of(contentType, contentLength)).toList();
  }

  /** The same bytes, with a header more. */
  public Representation with(HttpField field) {
    return new Representation(
        size, validators, Stream.concat(fields.stream(), Stream.of(field)).toList());
  }

  /** Not for what is made anew for each answer: two parts of it need not belong together. */
  boolean acceptsRanges() {
    return fields.contains(ACCEPT_RANGES);
  }

  /** Of the whole. */
  HttpField contentLength() {
    return contentLength;
  }

  /** A version, named by its digest. */
  public static Representation of(VersionId version, long size, Instant lastModified) {
    var validators = Validators.of(version, lastModified);
    return new Representation(
        size,
        validators,
        List.of(
            new PreEncodedHttpField(HttpHeader.ETAG, validators.etag()),
            lastModified(validators),
            new PreEncodedHttpField(REPR_DIGEST, reprDigest(version)),
            ACCEPT_RANGES));
  }

  /** Bytes whose digest is not known yet: no name, so nothing a client could mistake them for. */
  public static Representation unnamed(long size, Instant lastModified) {
    var validators = new Validators(null, lastModified);
    return new Representation(size, validators, List.of(lastModified(validators), ACCEPT_RANGES));
  }

  /** The value of {@code Repr-Digest} (RFC 9530 section 3). */
  public static String reprDigest(VersionId version) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(version.sha256()) + ":";
  }

  /** {@code Content-Type} with the media type that a file's name promises, encoded once a type. */
  public static HttpField contentType(String fileName) {
    String type = MimeTypes.DEFAULTS.getMimeByExtension(fileName);
    return type == null
        ? UNKNOWN_TYPE
        : TYPES.computeIfAbsent(
            type, name -> new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, name));
  }

  /** Adds the fields that this request wants. */
  void addTo(HttpFields.Mutable headers, HttpFields request) {
    boolean all =
        !request.contains(WantedDigest.HEADER)
            || !WantedDigest.isRefused(request.getValuesList(WantedDigest.HEADER));
    for (HttpField field : fields) {
      if (all || !field.getName().equals(REPR_DIGEST)) {
        headers.add(field);
      }
    }
  }

  private static HttpField lastModified(Validators validators) {
    return new PreEncodedHttpField(
        HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(validators.lastModified()));
  }
}
