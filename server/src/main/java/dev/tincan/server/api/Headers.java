package dev.tincan.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;

/// Of draft-ietf-httpapi-ratelimit-headers, as most servers send them.
final class Headers {
  static final HeaderName RATE_LIMIT = HeaderNames.create("RateLimit-Limit");
  static final HeaderName RATE_LIMIT_REMAINING = HeaderNames.create("RateLimit-Remaining");
  static final HeaderName RATE_LIMIT_RESET = HeaderNames.create("RateLimit-Reset");

  private Headers() {}
}
