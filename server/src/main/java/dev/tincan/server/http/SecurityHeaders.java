package dev.tincan.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/// Headers that every answer carries: nothing from other hosts, no framing, no guessing of types,
/// and camera and microphone for this page alone.
final class SecurityHeaders {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
          + " connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'none';"
          + " object-src 'none'";
  private static final String PERMISSIONS =
      "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), geolocation=(), payment=(), usb=()";

  private static final HeaderName CSP = HeaderNames.create("Content-Security-Policy");
  private static final HeaderName PERMISSIONS_POLICY = HeaderNames.create("Permissions-Policy");
  private static final HeaderName REFERRER_POLICY = HeaderNames.create("Referrer-Policy");
  private static final HeaderName CONTENT_TYPE_OPTIONS =
      HeaderNames.create("X-Content-Type-Options");
  private static final HeaderName OPENER_POLICY = HeaderNames.create("Cross-Origin-Opener-Policy");

  private SecurityHeaders() {}

  static void add(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.headers().set(CSP, CONTENT_SECURITY_POLICY);
    response.headers().set(PERMISSIONS_POLICY, PERMISSIONS);
    response.headers().set(REFERRER_POLICY, "no-referrer");
    response.headers().set(CONTENT_TYPE_OPTIONS, "nosniff");
    response.headers().set(OPENER_POLICY, "same-origin");
    chain.proceed();
  }
}
