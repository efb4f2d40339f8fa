package dev.tincan.server.signaling;

import dev.tincan.calls.ClientAddress;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;

/// One open connection to a client, whatever carries it. [#send] and [#close] return at once.
interface SignalingConnection {
  ConnectionId id();

  ClientAddress client();

  /// The host name under which the client reached this server; its ICE servers are there too.
  String hostName();

  /// Frames keep their order. A connection that cannot keep up is closed: its session takes the
  /// frames up later.
  void send(ServerFrame frame);

  /// Closes after what was sent.
  void close();
}
