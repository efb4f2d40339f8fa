package dev.tincan.server.signaling;

import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;

/// The endpoints of the signaling protocol.
public final class Signaling {
  private Signaling() {}

  public static WsRouting.Builder routing(CallLoop calls) {
    var reader = new FrameReader();
    var writer = new FrameWriter();
    return WsRouting.builder()
        .endpoint(WebSocketConnection.PATH, () -> new WebSocketConnection(calls, reader, writer));
  }

  /// A longer frame ends the connection before it is read.
  public static WsConfig protocol() {
    return WsConfig.builder().maxFrameLength(WebSocketConnection.MESSAGE_BYTES_MAX).build();
  }
}
