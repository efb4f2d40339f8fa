package dev.tincan.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// WebSockets (RFC 6455) at one path, beside the HTTP that Helidon speaks: on the plain port
/// without a thread of their own, over TLS with one.
public final class WebSockets implements Http1Upgrader, AutoCloseable {
  private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private final String path;
  private final int messageBytesMax;
  private final Function<Headers, Optional<Accepted>> endpoint;
  private final WebSocketLoop loop;

  /// @param subprotocol that the server chose of those the client offered
  public record Accepted(Optional<String> subprotocol, WebSocketListener listener) {}

  /// @param endpoint looks at a request; empty when it may not become a WebSocket
  public WebSockets(
      String path, int messageBytesMax, Function<Headers, Optional<Accepted>> endpoint) {
    this.path = path;
    this.messageBytesMax = messageBytesMax;
    this.endpoint = endpoint;
    this.loop = new WebSocketLoop(messageBytesMax);
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  /// Null, as Helidon wants it, when the request is answered as any other.
  @Override
  @SuppressWarnings("NullAway")
  public @Nullable ServerConnection upgrade(
      ConnectionContext connection, HttpPrologue request, WritableHeaders<?> headers) {
    Optional<String> answer =
        headers.value(KEY).filter(WebSockets::isKey).map(WebSockets::acceptOf);
    if (answer.isEmpty()
        || !headers.value(VERSION).filter("13"::equals).isPresent()
        || !request.uriPath().path().equals(path)) {
      return null;
    }
    return endpoint
        .apply(headers)
        .map(accepted -> {
          switchProtocols(connection, answer.get(), accepted.subprotocol());
          return connection instanceof PlainConnection plain
              ? new Handover(plain, accepted.listener())
              : new StreamWebSocket(connection, accepted.listener(), messageBytesMax);
        })
        .orElse(null);
  }

  private static void switchProtocols(
      ConnectionContext connection, String accept, Optional<String> subprotocol) {
    String chosen = subprotocol.map(name -> "Sec-WebSocket-Protocol: " + name + "\r\n").orElse("");
    connection
        .dataWriter()
        .writeNow(
            BufferData.create(
                """
                HTTP/1.1 101 Switching Protocols\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Accept: %s\r
                %s\r
                """
                    .formatted(accept, chosen)
                    .getBytes(StandardCharsets.US_ASCII)));
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static String acceptOf(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  /// Ends the HTTP connection and its thread; the socket goes on in the loop.
  private final class Handover implements ServerConnection {
    private final PlainConnection connection;
    private final WebSocketListener listener;

    Handover(PlainConnection connection, WebSocketListener listener) {
      this.connection = connection;
      this.listener = listener;
    }

    @Override
    public void handle(Limit requests) {
      // The reader would wait for something to read, even nothing.
      int available = connection.dataReader().available();
      byte[] first = available == 0 ? new byte[0] : connection.dataReader().readBytes(available);
      try {
        loop.adopt(connection.detach(), listener, first);
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }

    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      // It is handed over in no time.
    }
  }
}
