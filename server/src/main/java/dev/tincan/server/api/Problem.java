package dev.tincan.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/// Why a request was not served, as RFC 9457 has it. The code is stable, the detail is for people.
enum Problem {
  REQUEST_INVALID(Status.BAD_REQUEST_400, "request.invalid"),
  KEY_INVALID(Status.UNAUTHORIZED_401, "key.invalid"),
  NOT_FOUND(Status.NOT_FOUND_404, "not_found"),
  CALL_NOT_FOUND(Status.NOT_FOUND_404, "call.not_found"),
  METHOD_NOT_ALLOWED(Status.METHOD_NOT_ALLOWED_405, "method.not_allowed"),
  CALL_ENDED(Status.CONFLICT_409, "call.ended"),
  REQUEST_TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE_413, "request.too_large"),
  MEDIA_TYPE(Status.UNSUPPORTED_MEDIA_TYPE_415, "request.media_type"),
  RATE_LIMITED(Status.TOO_MANY_REQUESTS_429, "rate_limited"),
  SERVER_FULL(Status.SERVICE_UNAVAILABLE_503, "server.full");

  private final Status status;
  private final String code;

  Problem(Status status, String code) {
    this.status = status;
    this.code = code;
  }

  void send(ServerResponse response, String detail) {
    var body =
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "about:blank")
            .put("title", status.reasonPhrase())
            .put("status", status.code())
            .put("code", code)
            .put("detail", detail);
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/problem+json");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(status).send(body + "\n");
  }
}
