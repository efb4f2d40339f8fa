package dev.tincan.server.api;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/// Why a request was not served, as RFC 9457 has it. The code is stable, the detail is for people.
enum Problem {
  REQUEST_INVALID(400, "request.invalid"),
  KEY_INVALID(401, "key.invalid"),
  SCOPE_MISSING(403, "scope.missing"),
  ORIGIN_NOT_ALLOWED(403, "origin.not_allowed"),
  NOT_FOUND(404, "not_found"),
  CALL_NOT_FOUND(404, "call.not_found"),
  LINK_NOT_FOUND(404, "link.not_found"),
  WEBHOOK_NOT_FOUND(404, "webhook.not_found"),
  DELIVERY_NOT_FOUND(404, "delivery.not_found"),
  METHOD_NOT_ALLOWED(405, "method.not_allowed"),
  CALL_ENDED(409, "call.ended"),
  INVITATIONS_FULL(409, "invitations.full"),
  INVITATIONS_NEED_LINKS(409, "invitations.need_links"),
  LINKS_FULL(409, "links.full"),
  IDEMPOTENCY_KEY_IN_USE(409, "idempotency_key_in_use"),
  WEBHOOKS_TOO_MANY(409, "webhooks.too_many"),
  REVISION_STALE(412, "revision.stale"),
  REQUEST_TOO_LARGE(413, "request.too_large"),
  MEDIA_TYPE(415, "request.media_type"),
  IDEMPOTENCY_KEY_REUSED(422, "idempotency_key_reused"),
  REVISION_MISSING(428, "revision.missing"),
  RATE_LIMITED(429, "rate_limited"),
  STREAMS_TOO_MANY(429, "streams.too_many"),
  SERVER_ERROR(500, "server.error"),
  MAIL_OFF(503, "mail.off"),
  SERVER_FULL(503, "server.full"),
  SERVER_UNAVAILABLE(503, "server.unavailable");

  private static final String MEDIA_TYPE_OF_PROBLEMS = "application/problem+json";

  private final int status;
  private final String code;

  Problem(int status, String code) {
    this.status = status;
    this.code = code;
  }

  String code() {
    return code;
  }

  Answer answer(String detail) {
    var body =
        JsonMapper.shared()
            .createObjectNode()
            .put("type", "about:blank")
            .put("title", Status.create(status).reasonPhrase())
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    return Answer.of(status, MEDIA_TYPE_OF_PROBLEMS, body + "\n");
  }

  Refused refused(String detail) {
    return new Refused(answer(detail));
  }

  void send(ServerResponse response, String detail) {
    answer(detail).send(response);
  }
}
