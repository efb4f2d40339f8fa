package dev.tincan.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what a request carries, and no more than it may.
final class Body {
  private static final int BYTES_MAX = 16_384;

  /// A name twice in one object, or anything after it, is a mistake that must not go unseen.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Body() {}

  /// The whole body; empty when there is none.
  static byte[] read(ServerRequest request) throws Refused {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw Problem.REQUEST_TOO_LARGE.refused("A body may have " + BYTES_MAX + " bytes at most.");
      }
      return bytes;
    } catch (IOException broken) {
      throw Problem.REQUEST_INVALID.refused("The body did not come whole.");
    }
  }

  static Members json(ServerRequest request, byte[] body, Set<String> known) throws Refused {
    return members(request, body, List.of("application/json"), known);
  }

  /// @param types of which the body must have one
  static Members members(ServerRequest request, byte[] body, List<String> types, Set<String> known)
      throws Refused {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
    if (!types.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw Problem.MEDIA_TYPE.refused("Send the body as " + String.join(" or ", types) + ".");
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException broken) {
      throw Problem.REQUEST_INVALID.refused("The body is not JSON.");
    }
    if (json == null || !json.isObject()) {
      throw Problem.REQUEST_INVALID.refused("The body must be a JSON object.");
    }
    return Members.of(json, known);
  }

  /// For requests that say everything by their address.
  static void requireNone(byte[] body) throws Refused {
    if (body.length > 0) {
      throw Problem.REQUEST_INVALID.refused("This request takes no body.");
    }
  }
}
