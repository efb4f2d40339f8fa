package dev.tincan.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// Sends people who open a page by plain http to the https port: elsewhere browsers give no camera.
/// Not those on this machine, nor whoever comes through a proxy, which has a certificate itself.
final class HttpsRedirect implements Filter {
  private static final HeaderName FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int HTTPS_PORT = 443;

  private final int port;

  /// @param port of https
  HttpsRedirect(int port) {
    this.port = port;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<String> host = request.headers().value(HeaderNames.HOST).flatMap(HttpsRedirect::name);
    String path = request.path().rawPath();
    boolean isPage = path.equals("/") || path.startsWith("/c/") || path.startsWith("/schedule");
    boolean isProxied = request.headers().contains(FORWARDED_PROTO);
    if (host.isEmpty()
        || LOCAL.contains(host.get())
        || !isPage
        || isProxied
        || !request.prologue().method().equals(Method.GET)) {
      chain.proceed();
      return;
    }
    String query = request.query().isEmpty() ? "" : "?" + request.query().rawValue();
    String authority = host.get() + (port == HTTPS_PORT ? "" : ":" + port);
    response.status(Status.TEMPORARY_REDIRECT_307);
    response.headers().set(HeaderNames.LOCATION, "https://" + authority + path + query);
    response.send();
  }

  private static Optional<String> name(String host) {
    try {
      return Optional.ofNullable(URI.create("http://" + host).getHost());
    } catch (IllegalArgumentException notAHost) {
      return Optional.empty();
    }
  }
}
