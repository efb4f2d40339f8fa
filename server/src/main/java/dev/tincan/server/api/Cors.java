package dev.tincan.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/// Which pages of other sites may use the API from a browser: those that the administrator listed,
/// and no others. They carry a key like anybody else; cookies there are none.
///
/// @param origins such as `https://app.example.org`
public record Cors(List<String> origins) {
  private static final HeaderName ALLOW_ORIGIN = HeaderNames.create("Access-Control-Allow-Origin");
  private static final HeaderName ALLOW_METHODS =
      HeaderNames.create("Access-Control-Allow-Methods");
  private static final HeaderName ALLOW_HEADERS =
      HeaderNames.create("Access-Control-Allow-Headers");
  private static final HeaderName EXPOSE_HEADERS =
      HeaderNames.create("Access-Control-Expose-Headers");
  private static final HeaderName MAX_AGE = HeaderNames.create("Access-Control-Max-Age");
  private static final HeaderName ASKED_METHOD =
      HeaderNames.create("Access-Control-Request-Method");

  /// The same part of the API, for those pages too.
  public HttpService around(HttpService api) {
    return rules -> {
      rules.any(this::handle);
      api.routing(rules);
    };
  }

  /// Answers a browser that asks beforehand; otherwise notes who may read the answer, and passes
  /// the request on.
  private void handle(ServerRequest request, ServerResponse response) {
    Optional<String> origin = request.headers().value(HeaderNames.ORIGIN);
    Optional<String> allowed = origin.filter(origins::contains);
    response.headers().set(HeaderNames.VARY, "Origin");
    allowed.ifPresent(value -> {
      response.headers().set(ALLOW_ORIGIN, value);
      response
          .headers()
          .set(
              EXPOSE_HEADERS,
              "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed");
    });
    boolean asksBeforehand =
        request.prologue().method().equals(Method.OPTIONS)
            && origin.isPresent()
            && request.headers().value(ASKED_METHOD).isPresent();
    if (!asksBeforehand) {
      response.next();
    } else if (allowed.isPresent()) {
      response.headers().set(ALLOW_METHODS, "GET, POST, PATCH, DELETE");
      response
          .headers()
          .set(
              ALLOW_HEADERS,
              "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match,"
                  + " Last-Event-ID");
      response.headers().set(MAX_AGE, "600");
      Answer.empty(204).send(response);
    } else {
      Problem.ORIGIN_NOT_ALLOWED.send(
          response, "The administrator lets this site in by 'api-cors-origins'.");
    }
  }
}
