package dev.tincan.server.signaling;

import dev.tincan.calls.ClientAddress;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.server.http.WebSocket;
import dev.tincan.server.http.WebSocketListener;
import dev.tincan.server.http.WebSockets;
import dev.tincan.server.net.ConnectionLimits;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WebSocket that carries the signaling protocol [S1], [S2].
final class WebSocketConnection implements WebSocketListener, SignalingConnection {
  static final String PATH = "/signal";
  static final String SUBPROTOCOL = "tincan.v1";
  static final int MESSAGE_BYTES_MAX = 65_536;
  private static final HeaderName OFFERED = HeaderNames.create("Sec-WebSocket-Protocol");

  private final ConnectionId id = ConnectionIds.next();
  private final CallLoop calls;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final String hostName;
  private ClientAddress client = ClientAddress.UNKNOWN;
  private @Nullable WebSocket socket;

  private WebSocketConnection(
      CallLoop calls, FrameReader reader, FrameWriter writer, String hostName) {
    this.calls = calls;
    this.reader = reader;
    this.writer = writer;
    this.hostName = hostName;
  }

  /// Empty when the request comes from another site's page.
  static Optional<WebSockets.Accepted> accept(
      Headers request, CallLoop calls, FrameReader reader, FrameWriter writer) {
    String host = request.value(HeaderNames.HOST).orElse("");
    Optional<String> origin = request.value(HeaderNames.ORIGIN);
    if (origin.isPresent() && !HostHeader.isSameHost(origin.get(), host)) {
      return Optional.empty();
    }
    return Optional.of(
        new WebSockets.Accepted(
            request.value(OFFERED).filter(p -> p.contains(SUBPROTOCOL)).map(_ -> SUBPROTOCOL),
            new WebSocketConnection(
                calls, reader, writer, HostHeader.nameOf(host).orElse("localhost"))));
  }

  @Override
  public void onOpen(WebSocket opened) {
    client = new ClientAddress(ConnectionLimits.clientOf(opened.remote().getAddress()));
    socket = opened;
    calls.connect(this);
  }

  @Override
  public void onText(byte[] utf8, int offset, int length) {
    try {
      var frame = reader.read(utf8, offset, length);
      calls.submit((core, now, out) -> core.onFrame(id, frame, now, out));
    } catch (FrameReader.BrokenFrame broken) {
      malformed(ErrorCode.PROTOCOL_INVALID, String.valueOf(broken.getMessage()));
    }
  }

  @Override
  public void onBinary() {
    malformed(ErrorCode.PROTOCOL_INVALID, "Frames are text.");
  }

  @Override
  public void onTooLong() {
    malformed(ErrorCode.PROTOCOL_TOO_LARGE, "A frame has at most " + MESSAGE_BYTES_MAX + " bytes.");
  }

  private void malformed(ErrorCode code, String message) {
    calls.submit((core, now, out) -> core.onMalformed(id, code, message, now, out));
  }

  @Override
  public void onClosed() {
    calls.disconnect(this);
  }

  @Override
  public ConnectionId id() {
    return id;
  }

  @Override
  public ClientAddress client() {
    return client;
  }

  @Override
  public String hostName() {
    return hostName;
  }

  @Override
  public void send(ServerFrame frame) {
    if (socket != null) {
      socket.send(writer.bytes(frame));
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
