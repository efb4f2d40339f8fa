package dev.tincan.server.signaling;

import dev.tincan.calls.ClientAddress;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.Secret;
import dev.tincan.calls.session.SecretHash;
import dev.tincan.server.net.ConnectionLimits;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The signaling protocol over plain requests, for networks that let no WebSocket through [S30].
/// Safe for any thread.
public final class HttpCarrier implements HttpService, AutoCloseable {
  public static final String PATH = "/signal/http";

  private static final HeaderName CONNECTION = HeaderNames.create("Tincan-Connection");
  private static final int BATCH_BYTES_MAX = 262_144;
  private static final int CONNECTIONS_MAX = 10_000;
  private static final Duration WAIT_MAX = Duration.ofSeconds(25);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  private final CallLoop calls;
  private final FrameReader reader = new FrameReader();
  private final FrameWriter writer = new FrameWriter();
  private final SecureRandom random = new SecureRandom();
  private final Map<SecretHash, HttpConnection> connections = new ConcurrentHashMap<>();
  private final Thread sweeper;

  public HttpCarrier(CallLoop calls) {
    this.calls = calls;
    this.sweeper = Thread.ofVirtual().name("http-carrier-sweeper").start(this::sweep);
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/", this::post).get("/", this::get).delete("/", this::delete);
  }

  private void post(ServerRequest request, ServerResponse response) {
    if (isForeign(request)) {
      answer(response, Status.FORBIDDEN_403, "");
      return;
    }
    if (request.headers().contentLength().orElse(0) > BATCH_BYTES_MAX) {
      answer(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "");
      return;
    }
    String batch = request.content().as(String.class);
    if (batch.length() > BATCH_BYTES_MAX) {
      answer(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "");
      return;
    }
    if (request.headers().contains(CONNECTION)) {
      next(request, response, batch);
    } else {
      open(request, response, batch);
    }
  }

  private void open(ServerRequest request, ServerResponse response, String batch) {
    if (connections.size() >= CONNECTIONS_MAX) {
      answer(response, Status.SERVICE_UNAVAILABLE_503, "");
      return;
    }
    var secret = Secret.random(random);
    String host =
        request.headers().value(HeaderNames.HOST).flatMap(HostHeader::nameOf).orElse("localhost");
    var connection =
        new HttpConnection(ConnectionIds.next(), clientOf(request), host, System.nanoTime());
    connections.put(secret.hash(), connection);
    calls.connect(connection);
    submit(connection, batch);
    answer(response, Status.CREATED_201, "{\"connection\":\"" + secret.unredacted() + "\"}");
  }

  private void next(ServerRequest request, ServerResponse response, String batch) {
    Optional<HttpConnection> connection = find(request);
    long number = number(request, "batch", 0);
    if (connection.isEmpty()) {
      answer(response, Status.GONE_410, "");
      return;
    }
    switch (connection.get().place(number, System.nanoTime())) {
      case NEXT -> {
        submit(connection.get(), batch);
        answer(response, Status.NO_CONTENT_204, "");
      }
      case REPEATED -> answer(response, Status.NO_CONTENT_204, "");
      case GAP -> {
        end(request, connection.get());
        answer(response, Status.CONFLICT_409, "");
      }
    }
  }

  private void submit(HttpConnection connection, String batch) {
    try {
      for (ClientFrame frame : reader.readBatch(batch, WebSocketConnection.MESSAGE_BYTES_MAX)) {
        calls.submit((core, now, out) -> core.onFrame(connection.id(), frame, now, out));
      }
    } catch (FrameReader.BrokenFrame broken) {
      String why = String.valueOf(broken.getMessage());
      calls.submit((core, now, out) ->
          core.onMalformed(connection.id(), ErrorCode.PROTOCOL_INVALID, why, now, out));
    }
  }

  private void get(ServerRequest request, ServerResponse response) throws InterruptedException {
    Optional<HttpConnection> connection = find(request);
    long after = number(request, "after", 0);
    long wait = Math.min(number(request, "wait", WAIT_MAX.toSeconds()), WAIT_MAX.toSeconds());
    var frames =
        connection.isEmpty()
            ? Optional.<List<ServerFrame>>empty()
            : connection.get().take(after, Duration.ofSeconds(wait));
    if (frames.isEmpty()) {
      connection.ifPresent(over -> end(request, over));
      answer(response, Status.GONE_410, "");
      return;
    }
    String json = frames.get().stream().map(writer::write).collect(Collectors.joining(","));
    answer(response, Status.OK_200, "{\"frames\":[" + json + "]}");
  }

  private void delete(ServerRequest request, ServerResponse response) {
    find(request).ifPresent(connection -> end(request, connection));
    answer(response, Status.NO_CONTENT_204, "");
  }

  private Optional<HttpConnection> find(ServerRequest request) {
    return hash(request).map(connections::get);
  }

  private void end(ServerRequest request, HttpConnection connection) {
    hash(request).ifPresent(connections::remove);
    connection.close();
    calls.disconnect(connection);
  }

  private static Optional<SecretHash> hash(ServerRequest request) {
    return request.headers().value(CONNECTION).flatMap(Secret::parse).map(Secret::hash);
  }

  private static boolean isForeign(ServerRequest request) {
    String host = request.headers().value(HeaderNames.HOST).orElse("");
    return request
        .headers()
        .value(HeaderNames.ORIGIN)
        .filter(origin -> !HostHeader.isSameHost(origin, host))
        .isPresent();
  }

  private static ClientAddress clientOf(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress remote
        ? new ClientAddress(ConnectionLimits.clientOf(remote.getAddress()))
        : ClientAddress.UNKNOWN;
  }

  /// A whole number from the query; the default when there is none, or something else.
  private static long number(ServerRequest request, String name, long otherwise) {
    String text = request.query().first(name).orElse("");
    return text.matches("\\d{1,15}") ? Long.parseLong(text) : otherwise;
  }

  private static void answer(ServerResponse response, Status status, String json) {
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    if (!json.isEmpty()) {
      response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    }
    response.status(status).send(json);
  }

  /// Ends the connections of clients that ask no more.
  private void sweep() {
    try {
      while (true) {
        Thread.sleep(SWEEP_EVERY);
        long limit = System.nanoTime() - SILENCE_MAX.toNanos();
        connections.forEach((hash, connection) -> {
          if (connection.isSilentSince(limit)) {
            connections.remove(hash);
            connection.close();
            calls.disconnect(connection);
          }
        });
      }
    } catch (InterruptedException closed) {
      // No one is left to be swept.
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
    connections.values().forEach(HttpConnection::close);
  }
}
