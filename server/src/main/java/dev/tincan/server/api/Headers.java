package dev.tincan.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;

/// Names of headers that the library has none for.
final class Headers {
  /// Of draft-ietf-httpapi-ratelimit-headers.
  static final HeaderName RATE_LIMIT = HeaderNames.create("RateLimit");

  static final HeaderName RATE_LIMIT_POLICY = HeaderNames.create("RateLimit-Policy");

  /// Of draft-ietf-httpapi-idempotency-key-header.
  static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

  /// Says that the answer is the one that an earlier request got.
  static final HeaderName IDEMPOTENCY_REPLAYED = HeaderNames.create("Idempotency-Replayed");

  private Headers() {}
}
