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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: page, health, metrics and, beside them, the WebSocket of the signaling.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int CONNECTIONS_MAX = 40_000;
  private static final int REQUEST_BYTES_MAX = 1_048_576;
  private static final Duration IDLE_MAX = Duration.ofMinutes(2);

  /// Without a byte from the client; one that is alive pings more often.
  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PlainListener plain;
  private final Optional<WebServer> secure;

  private HttpServer(PlainListener plain, Optional<WebServer> secure) {
    this.plain = plain;
    this.secure = secure;
  }

  /// What the routes ask.
  ///
  /// @param obstacle why no calls can be made now; empty when they can
  /// @param metrics the Prometheus text
  /// @param authority certificate that people of a self-signed server are to trust
  /// @param administered whether there is anybody for whom the page of the administrator is
  public record Sources(
      Supplier<String> obstacle,
      Supplier<String> metrics,
      Optional<Path> authority,
      BooleanSupplier administered) {}

  /// The port of page, signaling and TURN together.
  ///
  /// @param port that is free
  /// @param stun serves a TURN client that came to the port, until its connection ends
  public record Secure(int port, SSLContext context, Consumer<StreamConnection> stun) {}

  /// @param services what the features serve, by path
  /// @throws InvalidConfig when a port cannot be had; nothing is left open then
  public static HttpServer start(
      int port,
      Optional<Secure> secure,
      Sources sources,
      WebSockets webSockets,
      Map<String, HttpService> services) {
    PageFiles page = PageFiles.load();
    var routing = HttpRouting.builder();
    secure.ifPresent(https -> routing.addFilter(new HttpsRedirect(https.port())));
    route(routing, sources, page, services);
    ServerConnectionSelector http =
        Http1ConnectionSelector.builder()
            .config(Http1Config.create())
            .addUpgrader(webSockets)
            .build();
    Consumer<HttpRouting.Builder> pages =
        secureRouting -> route(secureRouting, sources, page, services);
    PlainListener plain = plain(port, routing, http);
    try {
      return new HttpServer(plain, secure.map(https -> secure(https, pages, http)));
    } catch (RuntimeException failed) {
      close(plain);
      throw failed;
    }
  }

  private static PlainListener plain(
      int port, HttpRouting.Builder routing, ServerConnectionSelector http) {
    var listener = ListenerConfig.builder().port(port);
    configure(listener);
    try {
      return PlainListener.start(listener.build(), routing, http, CONNECTIONS_MAX);
    } catch (IOException taken) {
      throw taken(port, "http-port", lowerCase(taken));
    }
  }

  private static WebServer secure(
      Secure https, Consumer<HttpRouting.Builder> pages, ServerConnectionSelector http) {
    var builder = WebServer.builder().port(https.port()).shutdownHook(false);
    configure(builder);
    builder.routing(pages);
    builder
        .tls(Tls.builder().sslContext(https.context()).build())
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new FirstByteSelector(http, https.stun()));
    WebServer server = builder.build();
    server.start();
    if (!server.isRunning()) {
      throw taken(https.port(), "https-port", "somebody took it meanwhile");
    }
    return server;
  }

  private static void configure(ListenerConfig.BuilderBase<?, ?> listener) {
    listener.maxPayloadSize(REQUEST_BYTES_MAX);
    listener.idleConnectionTimeout(IDLE_MAX);
    listener.connectionOptions(options -> options.readTimeout(SILENCE_MAX));
    listener.shutdownGracePeriod(Duration.ofMillis(500));
  }

  /// Helidon says in its log, not by an exception, that it could not bind; so its port is tried
  /// first. Gives the port, which is any free one for 0.
  ///
  /// @throws InvalidConfig that names the option
  public static int requireFree(int port, String option) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(port));
      return probe.getLocalPort();
    } catch (IOException taken) {
      throw taken(port, option, lowerCase(taken));
    }
  }

  private static String lowerCase(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static InvalidConfig taken(int port, String option, String why) {
    return new InvalidConfig(
        "TCP port %d cannot be used (%s); stop the program that has it, or give another one by --%s."
            .formatted(port, why, option));
  }

  private static void route(
      HttpRouting.Builder routing,
      Sources sources,
      PageFiles page,
      Map<String, HttpService> services) {
    routing.addFilter(SecurityHeaders::add);
    // Whatever is more special comes first, for a service may answer for all that is below its
    // path.
    services.entrySet().stream()
        .sorted(Comparator.comparingInt(service -> -service.getKey().length()))
        .forEach(service -> routing.register(service.getKey(), service.getValue()));
    routing
        .get("/healthz", (_, response) -> text(response, Status.OK_200, "ok\n"))
        .get(
            "/readyz",
            (_, response) -> {
              String obstacle = sources.obstacle().get();
              if (obstacle.isEmpty()) {
                text(response, Status.OK_200, "ready\n");
              } else {
                text(response, Status.SERVICE_UNAVAILABLE_503, "not ready: " + obstacle + "\n");
              }
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
        .get("/schedule", page::servePage)
        .get("/schedule/{call}", page::servePage)
        .get(
            "/admin",
            (request, response) -> {
              if (sources.administered().getAsBoolean()) {
                page.serveAdminPage(request, response);
              } else {
                notFound(page, request, response);
              }
            })
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
    if (request
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
    return plain.port();
  }

  /// The https port that is served; empty without a certificate.
  public OptionalInt securePort() {
    return secure.isEmpty() ? OptionalInt.empty() : OptionalInt.of(secure.get().port());
  }

  @Override
  public void close() {
    close(plain);
    secure.ifPresent(WebServer::stop);
  }

  private static void close(PlainListener plain) {
    try {
      plain.close();
    } catch (IOException failed) {
      LOG.warn("the http port did not close well", failed);
    }
  }
}
