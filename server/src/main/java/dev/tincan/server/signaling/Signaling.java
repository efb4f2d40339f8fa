package dev.tincan.server.signaling;

import dev.tincan.server.http.WebSockets;

/// The endpoint of the signaling protocol.
public final class Signaling {
  private Signaling() {}

  public static WebSockets endpoint(CallLoop calls) {
    var reader = new FrameReader();
    var writer = new FrameWriter();
    return new WebSockets(
        WebSocketConnection.PATH,
        WebSocketConnection.MESSAGE_BYTES_MAX,
        request -> WebSocketConnection.accept(request, calls, reader, writer));
  }
}
