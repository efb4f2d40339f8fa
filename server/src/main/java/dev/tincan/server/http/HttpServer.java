package dev.tincan.server.http;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.net.StreamConnection;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// The HTTP server: page, health, metrics and, beside them, the WebSocket of the signaling.
public final class HttpServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 40_000;
  private static final int REQUEST_BYTES_MAX = 1_048_576;
  private static final Duration IDLE_MAX = Duration.ofMinutes(2);

  /// Without a byte from the client; one that is alive pings more often.
  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String SECURE_SOCKET = "https";

  private final WebServer server;

  private HttpServer(WebServer server) {
    this.server = server;
  }

  /// What the routes ask.
  ///
  /// @param ready whether calls can be made now
  /// @param metrics the Prometheus text
  /// @param authority certificate that people of a self-signed server are to trust
  public record Sources(
      BooleanSupplier ready, Supplier<String> metrics, Optional<Path> authority) {}

  /// The port of page, signaling and TURN together.
  ///
  /// @param port that is free
  /// @param stun serves a TURN client that came to the port, until its connection ends
  public record Secure(int port, SSLContext context, Consumer<StreamConnection> stun) {}

  /// @throws InvalidConfig when a port cannot be had; nothing is left open then
  public static HttpServer start(
      int port,
      Optional<Secure> secure,
      Sources sources,
      WsRouting.Builder signaling,
      WsConfig webSocket,
      HttpService signalingByHttp) {
    PageFiles page = PageFiles.load();
    requireFree(port, "http-port");
    var builder = WebServer.builder().port(port).shutdownHook(false);
    configure(builder, signaling, webSocket);
    builder.routing(routing -> {
      secure.ifPresent(https -> routing.addFilter(new HttpsRedirect(https.port())));
      route(routing, sources, page, signalingByHttp);
    });
    builder.maxTcpConnections(CONNECTIONS_MAX);
    secure.ifPresent(https -> {
      var listener = ListenerConfig.builder().port(https.port());
      configure(listener, signaling, webSocket);
      listener.routing(routing -> route(routing, sources, page, signalingByHttp));
      listener
          .tls(Tls.builder().sslContext(https.context()).build())
          .protocolsDiscoverServices(false)
          .addConnectionSelector(new FirstByteSelector(http1(webSocket), https.stun()));
      builder.putSocket(SECURE_SOCKET, listener.build());
    });
    WebServer server = builder.build();
    server.start();
    if (!server.isRunning()) {
      throw taken(port, "http-port", "somebody took it meanwhile");
    }
    return new HttpServer(server);
  }

  private static void configure(
      ListenerConfig.BuilderBase<?, ?> listener, WsRouting.Builder signaling, WsConfig webSocket) {
    listener.maxPayloadSize(REQUEST_BYTES_MAX);
    listener.idleConnectionTimeout(IDLE_MAX);
    listener.connectionOptions(options -> options.readTimeout(SILENCE_MAX));
    listener.shutdownGracePeriod(Duration.ofMillis(500));
    listener.addProtocol(webSocket);
    listener.addRouting(signaling);
  }

  private static ServerConnectionSelector http1(WsConfig webSocket) {
    return Http1ConnectionSelector.builder()
        .config(Http1Config.create())
        .addUpgrader(WsUpgrader.create(webSocket))
        .build();
  }

  /// Helidon says in its log, not by an exception, that it could not bind; so the port is tried
  /// first. Gives the port, which is any free one for 0.
  ///
  /// @throws InvalidConfig that names the option
  public static int requireFree(int port, String option) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(port));
      return probe.getLocalPort();
    } catch (IOException taken) {
      throw taken(port, option, String.valueOf(taken.getMessage()).toLowerCase(Locale.ROOT));
    }
  }

  private static InvalidConfig taken(int port, String option, String why) {
    return new InvalidConfig(
        "TCP port %d cannot be used (%s); stop the program that has it, or give another one by --%s."
            .formatted(port, why, option));
  }

  private static void route(
      HttpRouting.Builder routing, Sources sources, PageFiles page, HttpService signaling) {
    routing
        .addFilter(SecurityHeaders::add)
        .register("/signal/http", signaling)
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
        .get("/ca.crt", (_, response) -> authority(sources.authority(), response))
        .get("/", page::servePage)
        .get("/c/{call}", page::servePage)
        .get("/direct", page::servePage)
        .get("/*", page::serve)
        .any((request, response) -> notFound(page, request, response));
  }

  /// Phones and tablets learn of an authority by opening its file.
  private static void authority(Optional<Path> certificate, ServerResponse response) {
    if (certificate.isEmpty()) {
      text(
          response, Status.NOT_FOUND_404, "This server has no certificate authority of its own.\n");
      return;
    }
    try {
      byte[] pem = Files.readAllBytes(certificate.get());
      response.headers().set(HeaderNames.CONTENT_TYPE, "application/x-x509-ca-cert");
      response.send(pem);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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

  /// The https port that is served; empty without a certificate.
  public OptionalInt securePort() {
    int port = server.port(SECURE_SOCKET);
    return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  @Override
  public void close() {
    server.stop();
  }
}
