package dev.tincan.server.http;

import dev.tincan.server.config.InvalidConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The HTTP server: page, health, metrics and, beside them, the WebSocket of the signaling.
public final class HttpServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 40_000;
  private static final int REQUEST_BYTES_MAX = 1_048_576;
  private static final Duration IDLE_MAX = Duration.ofMinutes(2);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final WebServer server;

  private HttpServer(WebServer server) {
    this.server = server;
  }

  /// What the routes ask.
  ///
  /// @param ready whether calls can be made now
  /// @param metrics the Prometheus text
  public record Sources(BooleanSupplier ready, Supplier<String> metrics) {}

  /// @throws InvalidConfig when the port cannot be had
  public static HttpServer start(
      int port, Sources sources, WsRouting.Builder signaling, WsConfig webSocket) {
    PageFiles page = PageFiles.load();
    WebServer server =
        WebServer.builder()
            .port(port)
            .shutdownHook(false)
            .maxTcpConnections(CONNECTIONS_MAX)
            .maxPayloadSize(REQUEST_BYTES_MAX)
            .idleConnectionTimeout(IDLE_MAX)
            .shutdownGracePeriod(Duration.ofMillis(500))
            .addProtocol(webSocket)
            .routing(routing -> route(routing, sources, page))
            .addRouting(signaling)
            .build();
    requireFree(port);
    server.start();
    if (!server.isRunning()) {
      throw taken(port, "somebody took it meanwhile");
    }
    return new HttpServer(server);
  }

  /// Helidon says in its log, not by an exception, that it could not bind; so the port is tried
  /// first.
  private static void requireFree(int port) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(port));
    } catch (IOException taken) {
      throw taken(port, String.valueOf(taken.getMessage()).toLowerCase(Locale.ROOT));
    }
  }

  private static InvalidConfig taken(int port, String why) {
    return new InvalidConfig(
        "TCP port %d cannot be used (%s); stop the program that has it, or give another one by --http-port."
            .formatted(port, why));
  }

  private static void route(HttpRouting.Builder routing, Sources sources, PageFiles page) {
    routing
        .addFilter(SecurityHeaders::add)
        .get("/healthz", (_, response) -> text(response, Status.OK_200, "ok\n"))
        .get(
            "/readyz",
            (_, response) -> {
              boolean ready = sources.ready().getAsBoolean();
              text(
                  response,
                  ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                  ready ? "ready\n" : "not ready\n");
            })
        .get(
            "/metrics",
            (_, response) -> {
              response.headers().set(HeaderNames.CONTENT_TYPE, METRICS_TYPE);
              response.send(sources.metrics().get());
            })
        .get("/", page::servePage)
        .get("/c/{call}", page::servePage)
        .get("/*", page::serve)
        .any((request, response) -> notFound(page, request, response));
  }

  private static void text(ServerResponse response, Status status, String body) {
    response.headers().set(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(status).send(body);
  }

  private static void notFound(PageFiles page, ServerRequest request, ServerResponse response) {
    if (request.path().path().startsWith("/api/")) {
      response.headers().set(HeaderNames.CONTENT_TYPE, "application/problem+json");
      response
          .status(Status.NOT_FOUND_404)
          .send(
              "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"code\":\"not_found\"}\n");
    } else if (request
        .headers()
        .value(HeaderNames.ACCEPT)
        .filter(types -> types.contains("text/html"))
        .isPresent()) {
      page.serveNotFound(response);
    } else {
      text(response, Status.NOT_FOUND_404, "There is nothing at this address.\n");
    }
  }

  /// The port that is served, also when 0 was asked for.
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
