package dev.tincan.server.signaling;

import dev.tincan.calls.ClientAddress;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.server.net.ConnectionLimits;
import dev.tincan.server.net.WriteQueue;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WebSocket that carries the signaling protocol [S1], [S2]. Reads on the connection's own
/// virtual thread.
public final class WebSocketConnection implements WsListener, SignalingConnection {
  public static final String PATH = "/signal";
  static final String SUBPROTOCOL = "tincan.v1";
  static final int MESSAGE_BYTES_MAX = 65_536;

  /// A full outbox repeated after a resume, and what happens meanwhile.
  private static final int QUEUED_FRAMES_MAX = 1_024;

  private static final int NORMAL_CLOSURE = 1000;

  private final ConnectionId id = ConnectionIds.next();
  private final CallLoop calls;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final StringBuilder partial = new StringBuilder();

  private String hostName = "localhost";
  private ClientAddress client = ClientAddress.UNKNOWN;
  private @Nullable WriteQueue<ServerFrame> queue;

  WebSocketConnection(CallLoop calls, FrameReader reader, FrameWriter writer) {
    this.calls = calls;
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    String host = headers.value(HeaderNames.HOST).orElse("");
    Optional<String> origin = headers.value(HeaderNames.ORIGIN);
    if (origin.isPresent() && !HostHeader.isSameHost(origin.get(), host)) {
      throw new WsUpgradeException("Another site's page may not signal here.");
    }
    hostName = HostHeader.nameOf(host).orElse("localhost");
    if (headers
        .value(HeaderNames.create("Sec-WebSocket-Protocol"))
        .filter(p -> p.contains(SUBPROTOCOL))
        .isEmpty()) {
      return Optional.empty();
    }
    WritableHeaders<?> chosen = WritableHeaders.create();
    chosen.set(HeaderNames.create("Sec-WebSocket-Protocol"), SUBPROTOCOL);
    return Optional.of(chosen);
  }

  @Override
  public void onOpen(WsSession session) {
    client = clientAddress(session);
    queue = new WriteQueue<>(new SocketSink(session), _ -> 1, QUEUED_FRAMES_MAX);
    calls.connect(this);
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    if (partial.length() + text.length() > MESSAGE_BYTES_MAX) {
      partial.setLength(0);
      malformed(
          ErrorCode.PROTOCOL_TOO_LARGE, "A frame has at most " + MESSAGE_BYTES_MAX + " bytes.");
      return;
    }
    if (!last || !partial.isEmpty()) {
      partial.append(text);
    }
    if (!last) {
      return;
    }
    String whole = partial.isEmpty() ? text : partial.toString();
    partial.setLength(0);
    try {
      var frame = reader.read(whole);
      calls.submit((core, now, out) -> core.onFrame(id, frame, now, out));
    } catch (FrameReader.BrokenFrame broken) {
      malformed(ErrorCode.PROTOCOL_INVALID, String.valueOf(broken.getMessage()));
    }
  }

  @Override
  public void onMessage(WsSession session, BufferData binary, boolean last) {
    malformed(ErrorCode.PROTOCOL_INVALID, "Frames are text.");
  }

  private void malformed(ErrorCode code, String message) {
    calls.submit((core, now, out) -> core.onMalformed(id, code, message, now, out));
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    calls.disconnect(this);
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
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
    if (queue != null && !queue.offer(frame)) {
      queue.abort();
    }
  }

  @Override
  public void close() {
    if (queue != null) {
      queue.close();
    }
  }

  private final class SocketSink implements WriteQueue.Sink<ServerFrame> {
    private final WsSession session;

    SocketSink(WsSession session) {
      this.session = session;
    }

    @Override
    public void write(ServerFrame frame) {
      session.send(writer.write(frame), true);
    }

    @Override
    public void close() {
      try {
        session.close(NORMAL_CLOSURE, "");
      } catch (RuntimeException gone) {
        // It was closed already.
      }
      calls.disconnect(WebSocketConnection.this);
    }
  }

  private static ClientAddress clientAddress(WsSession session) {
    return session.socketContext().remotePeer().address() instanceof InetSocketAddress remote
        ? new ClientAddress(ConnectionLimits.clientOf(remote.getAddress()))
        : ClientAddress.UNKNOWN;
  }
}
