package dev.tincan.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/// Why a request was not served, as RFC 9457 has it. The code is stable, the detail is for people.
enum Problem {
  REQUEST_INVALID(400, "request.invalid"),
  KEY_INVALID(401, "key.invalid"),
  KEY_SCOPE(403, "key.scope"),
  NOT_FOUND(404, "not_found"),
  CALL_NOT_FOUND(404, "call.not_found"),
  METHOD_NOT_ALLOWED(405, "method.not_allowed"),
  CALL_ENDED(409, "call.ended"),
  REQUEST_TOO_LARGE(413, "request.too_large"),
  MEDIA_TYPE(415, "request.media_type"),
  RATE_LIMITED(429, "rate_limited"),
  SERVER_FULL(503, "server.full");

  private final int status;
  private final String code;

  Problem(int status, String code) {
    this.status = status;
    this.code = code;
  }

  void send(ServerResponse response, String detail) {
    var answer = Status.create(status);
    var body =
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "about:blank")
            .put("title", answer.reasonPhrase())
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/problem+json");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(answer).send(body + "\n");
  }
}
