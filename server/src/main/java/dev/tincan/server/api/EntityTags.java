package dev.tincan.server.api;

import dev.tincan.calls.call.StoredCall;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/// Entity tags (RFC 9110 §8.8.3) of a call: `"REVISION.HASH"`. The revision grows with what can be
/// changed, and is what `If-Match` is about; the hash also follows who is in the call, which
/// `If-None-Match` is about. `"REVISION"` alone may be sent too.
final class EntityTags {
  private static final int HASH_BYTES = 8;

  private EntityTags() {}

  static String of(StoredCall call, String body) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return "\"%d.%s\"".formatted(call.revision(), HexFormat.of().formatHex(hash, 0, HASH_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// Whether the one who asks has what is told under this tag already.
  static boolean isKnown(ServerRequest request, String tag) {
    return listed(request.headers().value(HeaderNames.IF_NONE_MATCH))
        .map(given -> given.startsWith("W/") ? given.substring(2) : given)
        .anyMatch(given -> given.equals(tag) || given.equals("*"));
  }

  /// Requires that the request says which revision of the call it is about, and that there was none
  /// since.
  static void requireMatch(ServerRequest request, StoredCall call) throws Refused {
    if (request.headers().value(HeaderNames.IF_MATCH).isEmpty()) {
      throw Problem.REVISION_MISSING.refused(
          "Send the ETag of the call as you know it in 'If-Match', so that nobody's change is lost.");
    }
    refuseOther(request, call);
  }

  /// Refuses a request that says it is about another revision.
  static void refuseOther(ServerRequest request, StoredCall call) throws Refused {
    Optional<String> header = request.headers().value(HeaderNames.IF_MATCH);
    String revision = "\"" + call.revision();
    boolean same =
        listed(header)
            .anyMatch(given ->
                given.equals("*")
                    || given.equals(revision + "\"")
                    || (given.startsWith(revision + ".") && given.endsWith("\"")));
    if (header.isPresent() && !same) {
      throw stale();
    }
  }

  static Refused stale() {
    return Problem.REVISION_STALE.refused(
        "The call was changed since; get it again, and apply your change to what it is now.");
  }

  private static Stream<String> listed(Optional<String> header) {
    return header.stream().flatMap(value -> Stream.of(value.split(","))).map(String::strip);
  }
}
